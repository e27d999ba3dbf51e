// The record by post: the newest page is kept fresh, older ones are added below it when asked for. A story that is told
// again stands once, with its newest entry.

import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";

import { apiError, call, resource } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Story } from "../../api/bindings/Story";
import type { Filter } from "./record.svelte";

/** The stories through a filter; `undefined` reads nothing. To be called while a component is set up. */
export function stories(filter: () => Filter | undefined) {
  const key = $derived(JSON.stringify(filter()));
  const page = resource(
    "activity_stories",
    () => {
      const wanted = filter();
      return wanted && { ...wanted, before: null };
    },
    { keep: true },
  );

  const seen = new SvelteMap<string, Story>();
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
      add(fresh.stories);
    });
  });

  function add(told: readonly Story[]) {
    for (const story of told) {
      const known = seen.get(story.correlation_id);
      if (!known || known.newest.seq <= story.newest.seq) seen.set(story.correlation_id, story);
    }
  }

  async function more() {
    const wanted = filter();
    if (!wanted || next === null || reading) return;
    const asked = key;
    reading = true;
    moreError = undefined;
    try {
      const older = await call("activity_stories", { ...wanted, before: next });
      if (asked === key) {
        add(older.stories);
        next = older.next_before;
      }
    } catch (thrown) {
      if (asked === key) moreError = apiError(thrown);
    }
    reading = false;
  }

  const told = $derived([...seen.values()].sort((a, b) => b.newest.seq - a.newest.seq));

  return {
    page,
    /** The newest first. */
    get told() {
      return told;
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

export type Stories = ReturnType<typeof stories>;
