// Which shape stands beside an entry of the record: the state that its post came to, where it came to one.

import type { Action } from "../../api/bindings/Action";
import type { ActivityEntry } from "../../api/bindings/ActivityEntry";
import type { DisplayState } from "../../api/bindings/DisplayState";

const shapes: Partial<Record<Action, DisplayState>> = {
  "post.created": "draft",
  "batch.drafted": "draft",
  "post.submitted": "waiting",
  "review.changes_requested": "changes",
  "review.rejected": "rejected",
  "approval.signed": "signed",
  "gate.commit_started": "going",
  "part.posted": "posted",
  "part.rejected": "failed",
  "part.unknown": "doubt",
  "delivery.prepare_failed": "failed",
  "delivery.missed": "missed",
  "delivery.expired": "expired",
  "delivery.cancelled": "cancelled",
  "delivery.retried": "retrying",
};

const settled: Record<string, DisplayState> = { posted: "posted", in_doubt: "doubt", retrying: "retrying" };

/** The state an entry tells of, if it tells of one. */
export function shapeOf(entry: ActivityEntry): DisplayState | undefined {
  if (!entry.allowed) return undefined;
  if (entry.action === "delivery.settled") {
    return settled[entry.detail.find(({ name }) => name === "state")?.value ?? ""];
  }
  return shapes[entry.action as Action];
}
