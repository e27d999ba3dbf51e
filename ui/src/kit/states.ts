// The state vocabulary: which tone each state speaks in, and its word. Words are in words/, shapes in StateGlyph.

import type { DisplayState } from "../api/bindings/DisplayState";
import type { Platform } from "../api/bindings/Platform";
import { words } from "../words";

export type Tone = "neutral" | "amber" | "teal" | "green" | "red" | "violet";

const tones: Record<DisplayState, Tone> = {
  draft: "neutral",
  waiting: "amber",
  changes: "amber",
  rejected: "red",
  signed: "teal",
  going: "teal",
  retrying: "teal",
  posted: "green",
  partly_posted: "amber",
  processing: "teal",
  handed_over: "amber",
  at_platform: "teal",
  failed: "red",
  doubt: "violet",
  missed: "red",
  expired: "red",
  cancelled: "neutral",
  removed: "neutral",
};

/** The tone of a state: what it asks of people. */
export function toneOf(state: DisplayState): Tone {
  return tones[state];
}

/** The word of a state; on a platform where a post is a message to recipients, it is sent and not posted. */
export function stateWord(state: DisplayState, platform?: Platform): string {
  if (state === "at_platform" && platform) return words.keeping.heldBy(words.kit.platforms[platform]);
  const told: Partial<Record<DisplayState, string>> = platform === "whatsapp" ? words.kit.messageStates : {};
  return told[state] ?? words.kit.states[state];
}
