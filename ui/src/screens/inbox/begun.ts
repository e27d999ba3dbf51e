// Of the answers to one thing: the one that is open, and whether it is still a draft that somebody can go on with.

import type { Conversation } from "../../api/bindings/Conversation";
import type { ReplyRow } from "../../api/bindings/ReplyRow";

const OVER = ["posted", "removed", "cancelled", "rejected"];
const DRAFTS = ["draft", "changes", "missed", "expired", "failed"];

/** The answer to it that is not over. */
export const openReply = (open: Conversation | undefined, item: string): ReplyRow | undefined =>
  open?.replies.find(({ item_id, summary }) => item_id === item && !OVER.includes(summary.state));

/** The answer to it that was begun and can be gone on with. */
export function begunReply(open: Conversation | undefined, item: string): ReplyRow | undefined {
  const reply = openReply(open, item);
  return reply && DRAFTS.includes(reply.summary.state) ? reply : undefined;
}
