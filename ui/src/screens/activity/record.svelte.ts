// The record, entry by entry.

import { type Filter, pages } from "./pages.svelte";

/** The whole record. */
export const everything: Filter = {
  correlation_id: null,
  denied_only: false,
  text: "",
  person_id: null,
  kind: null,
  channel_id: null,
  from: null,
  until: null,
};

/** The entries through a filter; `undefined` reads nothing. To be called while a component is set up. */
export function record(filter: () => Filter | undefined) {
  return pages("activity_list", filter, {
    of: (page) => page.entries,
    key: (entry) => entry.seq,
    seq: (entry) => entry.seq,
  });
}

export type Entries = ReturnType<typeof record>;
