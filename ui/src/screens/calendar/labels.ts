// The words on the buttons of the queue.

import type { PostSummary } from "../../api/bindings/PostSummary";
import { decisionLabel } from "../../kit/decision/decisions";
import { words } from "../../words";
import type { QueueAction } from "./actions";

export function labelOf(action: QueueAction, post: PostSummary): string {
  const w = words.queue.actions;
  if (action === "plan") return post.plan ? (post.plan.past ? w.choose : w.move) : w.choose;
  if (action === "permalink") return w.permalink(words.kit.platforms[post.platform]);
  if (action === "resolve" || action === "byHand" || action === "readBack" || action === "takeDown")
    return decisionLabel(action);
  return w[action];
}
