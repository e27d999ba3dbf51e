// Pages of the record, put together: the newest page is kept fresh, older ones are added below it when asked for.
//
// Invariant: an entry never leaves by itself; the record only grows. What was read stays until the filter changes.

import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";

import { apiError, call, resource } from "../../api";
import type { ActivityEntry } from "../../api/bindings/ActivityEntry";
import type { ActivityRequest } from "../../api/bindings/ActivityRequest";
import type { ApiError } from "../../api/bindings/ApiError";

export type Filter = Omit<ActivityRequest, "before">;

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

/** The record through a filter; `undefined` reads nothing. To be called while a component is set up. */
export function record(filter: () => Filter | undefined) {
  const key = $derived(JSON.stringify(filter()));
  // While a new filter is being read, what the old one found stays.
  const page = resource(
    "activity_list",
    () => {
      const wanted = filter();
      return wanted && { ...wanted, before: null };
    },
    { keep: true },
  );

  const seen = new SvelteMap<number, ActivityEntry>();
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
      add(fresh.entries);
    });
  });

  function add(entries: readonly ActivityEntry[]) {
    for (const entry of entries) seen.set(entry.seq, entry);
  }

  async function more() {
    const wanted = filter();
    if (!wanted || next === null || reading) return;
    const asked = key;
    reading = true;
    moreError = undefined;
    try {
      const older = await call("activity_list", { ...wanted, before: next });
      if (asked === key) {
        add(older.entries);
        next = older.next_before;
      }
    } catch (thrown) {
      if (asked === key) moreError = apiError(thrown);
    }
    reading = false;
  }

  const entries = $derived([...seen.values()].sort((a, b) => b.seq - a.seq));

  return {
    page,
    /** The newest first. */
    get entries() {
      return entries;
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

export type Entries = ReturnType<typeof record>;
