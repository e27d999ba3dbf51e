// Which act helps a post that waits for a decision. What a person then decides is asked by the kit's own sheets.

import type { DisplayState } from "../../api/bindings/DisplayState";
import type { PostSummary } from "../../api/bindings/PostSummary";

/** The act that helps a post. */
export type Act = "resolve" | "byHand" | "readBack" | "takeDown" | "plan" | "retry" | "open";

export function actFor(post: Pick<PostSummary, "state" | "shown_otherwise">): Act {
  // Whatever else is so: somebody changed or deleted what is public.
  if (post.shown_otherwise) return "readBack";
  switch (post.state) {
    case "doubt":
      return "resolve";
    case "handed_over":
      return "byHand";
    // What is public needs a decision only when it could not be taken down.
    case "posted":
      return "takeDown";
    case "failed":
    case "partly_posted":
      return "retry";
    case "missed":
    case "expired":
      return "plan";
    // What should have come back, or was not published there: its own page says what can be done.
    case "at_platform":
      return "open";
    default:
      return "open";
  }
}

/** Whether a post in this state can still be called off. */
export function canCallOff(state: DisplayState): boolean {
  return ["signed", "at_platform", "retrying", "failed", "missed", "expired"].includes(state);
}
