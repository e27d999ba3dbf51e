// How an act on conversations is taken back: by the acts that lead to what was shown before.
//
// Invariant: what can't be made exactly as it was is not offered to be undone.

import type { ConversationSummary } from "../../api/bindings/ConversationSummary";
import type { InboxAct } from "../../api/bindings/InboxAct";
import type { InboxChange } from "../../api/bindings/InboxChange";

type Row = Pick<ConversationSummary, "id" | "assigned_to" | "snoozed_until" | "done" | "tags">;

const change = (rows: readonly Row[], act: InboxAct): InboxChange[] =>
  rows.length === 0 ? [] : [{ ids: rows.map(({ id }) => id), act }];

/** The acts that undo `act` on `rows`, which are as they were before it; `undefined` where nothing can. */
export function inverse(act: InboxAct, rows: readonly Row[]): InboxChange[] | undefined {
  switch (act.act) {
    case "assign": {
      const others = rows.filter((row) => row.assigned_to !== act.to);
      const before = [...new Set(others.map((row) => row.assigned_to))];
      return before.flatMap((to) =>
        change(
          others.filter((row) => row.assigned_to === to),
          { act: "assign", to },
        ),
      );
    }
    // Until when something was put off before is not kept, nor when somebody was done with it.
    case "snooze":
    case "done":
      return rows.some((row) => row.snoozed_until !== null || row.done !== null)
        ? undefined
        : change(rows, { act: "reopen" });
    case "reopen":
      return rows.every((row) => row.done !== null && row.snoozed_until === null)
        ? change(rows, { act: "done" })
        : undefined;
    case "tag":
      return change(
        rows.filter((row) => !row.tags.includes(act.tag)),
        { act: "untag", tag: act.tag },
      );
    case "untag":
      return change(
        rows.filter((row) => row.tags.includes(act.tag)),
        { act: "tag", tag: act.tag },
      );
  }
}
