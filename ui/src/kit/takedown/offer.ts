// Where *Take down now* is offered.

import type { DisplayState } from "../../api/bindings/DisplayState";
import type { PostSummary } from "../../api/bindings/PostSummary";

/** What has to be known of a post to take it down. */
export type Takeable = Pick<PostSummary, "id" | "title" | "platform" | "channel_name" | "state" | "needs">;

/** Whether a post in this state is public, or may be, or is about to be. */
export function canTakeDown(state: DisplayState): boolean {
  return ["posted", "partly_posted", "doubt", "going", "retrying", "processing"].includes(state);
}

/** Whether it was asked for already and got stuck: a public post has something to say only then. */
export function wasAsked(post: Takeable): boolean {
  return post.state === "posted" && post.needs !== null;
}
