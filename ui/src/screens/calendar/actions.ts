// What can be done with a post of the queue, by its state. The core decides in the end; here is what it makes sense to
// offer, and which one stands on the row.

import type { DisplayState } from "../../api/bindings/DisplayState";
import type { PostSummary } from "../../api/bindings/PostSummary";
import { type Decision, decisionsFor } from "../../kit/decision/decisions";

export type QueueAction =
  "plan" | "clear" | "retry" | "sendNow" | "callOff" | Decision | "permalink" | "review" | "compose";

interface Offer {
  readonly plan?: true;
  readonly clear?: true;
  readonly retry?: true;
  readonly sendNow?: true;
  readonly callOff?: true;
  readonly read?: "review" | "compose";
  /** What stands on the row, where a person has to act. */
  readonly lead?: QueueAction;
}

const offers: Record<DisplayState, Offer> = {
  draft: { plan: true, clear: true, read: "compose" },
  waiting: { plan: true, clear: true, read: "review" },
  changes: { plan: true, clear: true, read: "compose" },
  rejected: { clear: true, read: "compose" },
  signed: { plan: true, clear: true, callOff: true, read: "review" },
  going: { read: "review" },
  retrying: { callOff: true, read: "review" },
  posted: { read: "review" },
  partly_posted: { retry: true, plan: true, read: "review", lead: "retry" },
  processing: { read: "review" },
  handed_over: { read: "review", lead: "byHand" },
  at_platform: { plan: true, callOff: true, read: "review" },
  failed: { retry: true, plan: true, callOff: true, read: "compose", lead: "retry" },
  doubt: { read: "review", lead: "resolve" },
  missed: { plan: true, sendNow: true, callOff: true, read: "review", lead: "plan" },
  expired: { plan: true, callOff: true, read: "review", lead: "plan" },
  cancelled: { plan: true, read: "review" },
  removed: { read: "review" },
};

/** What is offered for a post, in the order in which it is shown. */
export function actionsFor(post: PostSummary): QueueAction[] {
  const offer = offers[post.state];
  const actions: QueueAction[] = [];
  const decisions = decisionsFor(post);
  actions.push(...decisions.filter((what) => what !== "takeDown"));
  if (offer.retry) actions.push("retry");
  if (offer.plan) actions.push("plan");
  if (offer.sendNow) actions.push("sendNow");
  if (post.permalink) actions.push("permalink");
  if (offer.read) actions.push(offer.read);
  if (offer.clear && post.plan) actions.push("clear");
  if (offer.callOff) actions.push("callOff");
  if (decisions.includes("takeDown")) actions.push("takeDown");
  return actions;
}

/** The verb that stands on the row, if a person has to act. */
export function leadFor(post: PostSummary): QueueAction | undefined {
  return post.shown_otherwise ? "readBack" : offers[post.state].lead;
}

/** Where Enter leads: to what is read or written next. */
export function opensIn(post: Pick<PostSummary, "state">): "review" | "compose" {
  return offers[post.state].read ?? "review";
}
