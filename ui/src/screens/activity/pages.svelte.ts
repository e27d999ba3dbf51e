// Pages of the record, put together: the newest page is kept fresh, older ones are added below it when asked for.
//
// Invariant: nothing leaves by itself; the record only grows. What was read stays until the filter changes. A page may hold
// nothing that fits and have older ones behind it: the core reads so much of the record at once and no more.

import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";

import { apiError, call, resource } from "../../api";
import type { ActivityRequest } from "../../api/bindings/ActivityRequest";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Commands } from "../../api/bindings/commands";

export type Filter = Omit<ActivityRequest, "before">;

/** The commands that answer with a page of the record. */
type Paged = "activity_list" | "activity_stories";

interface Rows<C extends Paged, Row> {
  /** What a page of it holds. */
  of: (page: Commands[C]["response"]) => readonly Row[];
  /** What a row is known by: one that is read again stands once, as it is newest. */
  key: (row: Row) => string | number;
  /** Its place in the record. */
  seq: (row: Row) => number;
}

/** The record through a filter; `undefined` reads nothing. To be called while a component is set up. */
export function pages<C extends Paged, Row>(
  command: C,
  filter: () => Filter | undefined,
  rows: Rows<C, Row>,
) {
  const key = $derived(JSON.stringify(filter()));
  // While a new filter is being read, what the old one found stays.
  const page = resource(
    command,
    () => {
      const wanted = filter();
      return wanted && { ...wanted, before: null };
    },
    { keep: true },
  );

  const seen = new SvelteMap<string | number, Row>();
  let seenKey: string | undefined;
  let next = $state<number | null>(null);
  let reading = $state(false);
  let moreError = $state.raw<ApiError>();

  $effect.pre(() => {
    const fresh = page.data;
    untrack(() => {
      if (!fresh) return;
      if (seenKey !== key) {
        seenKey = key;
        seen.clear();
        moreError = undefined;
        next = fresh.next_before;
      }
      add(rows.of(fresh));
    });
  });

  function add(read: readonly Row[]) {
    for (const row of read) {
      const known = seen.get(rows.key(row));
      if (known === undefined || rows.seq(known) <= rows.seq(row)) seen.set(rows.key(row), row);
    }
  }

  async function more() {
    const wanted = filter();
    if (!wanted || next === null || reading) return;
    const asked = key;
    reading = true;
    moreError = undefined;
    try {
      const known = seen.size;
      // Whoever asks for more wants to see something, or to hear that there is nothing.
      while (asked === key && next !== null && seen.size === known) {
        const older: Commands[C]["response"] = await call(command, { ...wanted, before: next });
        if (asked !== key) break;
        add(rows.of(older));
        next = older.next_before;
      }
    } catch (thrown) {
      if (asked === key) moreError = apiError(thrown);
    }
    reading = false;
  }

  const all = $derived([...seen.values()].sort((a, b) => rows.seq(b) - rows.seq(a)));

  return {
    page,
    /** The newest first. */
    get rows() {
      return all;
    },
    get hasMore() {
      return next !== null;
    },
    get reading() {
      return reading;
    },
    get moreError() {
      return moreError;
    },
    more,
  };
}
