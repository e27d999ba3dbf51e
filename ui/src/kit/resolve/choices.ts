// What a person may decide about a post: which questions its state asks, and which command each answer is.

import type { DisplayState } from "../../api/bindings/DisplayState";
import type { Resolve } from "../../api/bindings/Resolve";
import { words } from "../../words";

/** What a person says is to be seen on the platform. */
export type Seen = "there" | "not_there";
/** What shall happen to a post that is not public, or not whole. */
export type Then = "again" | "move" | "drop";

/** Whether somebody has to decide about a post in this state, or may. */
export function canResolve(state: DisplayState): boolean {
  return ["doubt", "failed", "missed", "expired", "partly_posted"].includes(state);
}

/** Whether nobody knows if the post is public, so that somebody has to look first. */
export function asksWhatIsThere(state: DisplayState): boolean {
  return state === "doubt";
}

/** The choices for what is not public; a half-public post is not dropped whole. */
export function thens(known: Resolve): { value: Then; label: string; help: string }[] {
  const say = words.resolve;
  const half = known.partly_public;
  const again = half ? { label: say.rest, help: say.restHelp } : { label: say.again, help: say.againHelp };
  const drop = half
    ? { label: say.dropRest, help: say.dropRestHelp }
    : { label: say.drop, help: say.dropHelp };
  return [
    { value: "again", ...again },
    { value: "move", label: say.move, help: say.moveHelp },
    { value: "drop", ...drop },
  ];
}

/** What is said once it is done. */
export function doneWords(known: Resolve, seen: Seen | undefined, then: Then | undefined): string {
  const done = words.resolve.done;
  if (seen === "there") return done.there;
  if (then === "drop") return known.partly_public ? done.dropRest : done.drop;
  return then === "move" ? done.move : done.again;
}
