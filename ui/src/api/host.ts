// The host that this window runs on. Set once by the page that starts it, before anything is asked.

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

/** The address of a stored picture. */
export function mediaUrl(digest: string, size: MediaSize): string {
  return host().mediaUrl(digest, size);
}

export type { Acts, Events, Host, MediaSize };
