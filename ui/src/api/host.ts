// The host that this window runs on. Set once by the page that starts it, before anything is asked.

import type { Crop } from "./bindings/Crop";
import type { Acts, Events, Host, MediaSize } from "../host/host";

let current: Host | undefined;

/** Says which host everything below goes through. */
export function useHost(host: Host): void {
  current = host;
}

/** The host. */
export function host(): Host {
  if (!current) throw new Error("No host was set.");
  return current;
}

/** Hears an event of the program until the returned function is called. */
export function listen<E extends keyof Events>(event: E, heard: (payload: Events[E]) => void): () => void {
  return host().listen(event, heard);
}

/** Hands over a piece of a video that the program asked for. */
export function give(ticket: number, bytes: Uint8Array): Promise<unknown> {
  return host().give(ticket, bytes);
}

/** The address of a stored picture, or of a cut-out of it. */
export function mediaUrl(digest: string, size: MediaSize, crop?: Crop | null): string {
  return host().mediaUrl(digest, size, crop);
}

export type { Acts, Events, Host, MediaSize };
