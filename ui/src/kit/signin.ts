// What a channel's sign-in asks of people: nothing while it lasts. The core says how it stands; nothing is counted here.

import type { Channel } from "../api/bindings/Channel";
import type { Tone } from "./states";

export type Need = "refused" | "ended" | "ends_soon";

/** What has to be mended, if anything has. A channel without a connection has no sign-in to mend. */
export function needOf({ way, connection, sign_in }: Channel): Need | undefined {
  if (way === "by_hand" || connection === "disconnected") return undefined;
  if (connection === "refused") return "refused";
  return sign_in && sign_in.standing !== "lasts" ? sign_in.standing : undefined;
}

/** Red where nothing goes out any more, amber where it still does. */
export const toneOfNeed: Record<Need, Tone> = { refused: "red", ended: "red", ends_soon: "amber" };

/** The one sentence of it: why it was refused, or when it ends. */
export function sentenceOf({ problem, sign_in }: Channel): string | null {
  return sign_in?.sentence ?? problem;
}
