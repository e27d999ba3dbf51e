// What the inbox is narrowed to, and the views that a person gave a name.

import type { InboxQuery } from "../../api/bindings/InboxQuery";

export type Filter = Omit<InboxQuery, "after">;

/** Nothing is narrowed. */
export const everything: Filter = {
  view: "open",
  channel_id: null,
  kind: null,
  under: null,
  whose: null,
  tier: null,
  tag: null,
  text: null,
  unread: false,
  late: false,
};

/** Whether something keeps conversations of the same list from being shown. */
export function narrowed(filter: Filter): boolean {
  return JSON.stringify({ ...filter, view: everything.view }) !== JSON.stringify(everything);
}

/** How many of the choices beside the words narrow it. */
export function choices({ channel_id, kind, under, whose, tier, tag, unread, late }: Filter): number {
  const chosen = [channel_id, kind, under, whose, tier, tag].filter((one) => one !== null);
  return chosen.length + Number(unread) + Number(late);
}

/** A filter under a person's own name. */
export interface SavedView {
  name: string;
  filter: Filter;
}

/** How many are kept, and how long a name may be: what the core keeps of them has an end. */
export const MOST_VIEWS = 12;
export const LONGEST_NAME = 40;

const views = ["open", "mine", "snoozed", "done"];

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null) return false;
  const { name, filter } = value as Partial<SavedView>;
  return typeof name === "string" && typeof filter === "object" && views.includes(filter?.view);
}

/** The views as they are kept; none where what is kept is no list of them. */
export function readViews(kept: string | null | undefined): SavedView[] {
  if (!kept) return [];
  try {
    const found: unknown = JSON.parse(kept);
    return Array.isArray(found)
      ? found.filter(isView).map(({ name, filter }) => ({ name, filter: { ...everything, ...filter } }))
      : [];
  } catch {
    return [];
  }
}

/** The list with a view more: one of the same name is replaced where it stands. */
export function withView(list: readonly SavedView[], view: SavedView): SavedView[] {
  const at = list.findIndex(({ name }) => name === view.name);
  return at < 0 ? [...list, view] : list.map((one, index) => (index === at ? view : one));
}
