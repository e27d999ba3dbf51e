// Which decisions about a post its state leaves to a person, the one that helps most first.

import type { PostSummary } from "../../api/bindings/PostSummary";
import { words } from "../../words";
import { canResolve } from "../resolve/choices";
import { canTakeDown } from "../takedown/offer";

export type Decision = "resolve" | "byHand" | "readBack" | "takeDown";

export function decisionsFor(
  post: Pick<PostSummary, "state"> & Partial<Pick<PostSummary, "shown_otherwise">>,
): Decision[] {
  const decisions: Decision[] = [];
  if (post.state === "handed_over") decisions.push("byHand");
  if (canResolve(post.state)) decisions.push("resolve");
  if (post.shown_otherwise) decisions.push("readBack");
  if (canTakeDown(post.state)) decisions.push("takeDown");
  return decisions;
}

export function decisionLabel(what: Decision): string {
  return words[what].open;
}
