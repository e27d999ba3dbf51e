// How a gesture stands, in a few words and a tone, beside what it is made on.

import type { DisplayState } from "../../../api/bindings/DisplayState";
import type { GestureState } from "../../../api/bindings/GestureState";
import type { ItemGesture } from "../../../api/bindings/ItemGesture";
import type { When } from "../../../api/bindings/When";
import type { Tone } from "../../../kit/states";
import { words } from "../../../words";

const w = words.gestures;

export interface Standing {
  tone: Tone;
  text: string;
  /** When it is to be made, where somebody chose that. */
  at?: When;
}

/** What the tag of a gesture says. */
export function standing({ gesture, state, due, planned, message }: ItemGesture): Standing {
  switch (state) {
    case "waiting":
      if (planned) return { tone: "teal", text: w.toBe[gesture], at: due };
      // What is in its way is told beside it.
      return message === null
        ? { tone: "teal", text: w.going[gesture] }
        : { tone: "amber", text: w.toBe[gesture] };
    case "going":
      return { tone: "teal", text: w.going[gesture] };
    case "done":
      return { tone: "neutral", text: w.done[gesture] };
    case "refused":
    case "missed":
      return { tone: "red", text: w.not[gesture] };
    case "called_off":
      return { tone: "neutral", text: w.outgoing.states.called_off };
  }
}

/** The shape that a gesture's state is drawn by: what waits for its time is signed, as a post is. */
export const glyphs: Record<GestureState, DisplayState> = {
  waiting: "signed",
  going: "going",
  done: "posted",
  refused: "failed",
  missed: "missed",
  called_off: "cancelled",
};
