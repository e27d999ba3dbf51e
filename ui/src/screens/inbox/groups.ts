// The list in groups: by how soon somebody has to look, and then what nobody waits for. The core's order stays.

import type { ConversationSummary } from "../../api/bindings/ConversationSummary";
import type { InboxView } from "../../api/bindings/InboxView";
import type { Tier } from "../../api/bindings/Tier";
import { words } from "../../words";

export interface Group {
  key: Tier | "rest" | "all";
  /** None where the whole list is one. */
  title: string | undefined;
  rows: ConversationSummary[];
}

/** What is looked for is one list, the latest first; what is done is one, by when it was; the rest stands under headings. */
export function grouped(
  view: InboxView,
  text: string | null | undefined,
  rows: readonly ConversationSummary[],
): Group[] {
  if (rows.length === 0) return [];
  if (text) return [{ key: "all", title: words.inbox.list.found, rows: [...rows] }];
  if (view === "done") return [{ key: "all", title: undefined, rows: [...rows] }];
  const found = new Map<Group["key"], Group>();
  for (const row of rows) {
    const key = row.answer_by === null ? "rest" : row.tier;
    const title = key === "rest" ? words.inbox.list.nobodyWaits : words.inbox.list.waits[key];
    const group = found.get(key) ?? { key, title, rows: [] };
    group.rows.push(row);
    found.set(key, group);
  }
  return [...found.values()];
}

/** The ids from one row to another, both with them, whichever stands first. */
export function between(ids: readonly string[], from: string | undefined, to: string): string[] {
  const [a, b] = [from === undefined ? -1 : ids.indexOf(from), ids.indexOf(to)];
  if (b < 0) return [];
  return a < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
