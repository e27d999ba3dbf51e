// The state vocabulary: which tone each state speaks in. Words are in words/, shapes in StateGlyph.

import type { DisplayState } from "../api/bindings/DisplayState";

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
