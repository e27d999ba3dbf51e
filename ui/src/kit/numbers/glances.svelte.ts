// The headline numbers of the posts that a list shows, asked for together and kept fresh.

import { call, reading } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { NumbersGlance } from "../../api/bindings/NumbersGlance";

/** As many as the core tells of at a time. */
const AT_ONCE = 500;

export interface Glances {
  /** Those of a post, if it is public and counted. */
  of(id: string): NumbersGlance | undefined;
  /** Why they could not be read. */
  readonly error: ApiError | undefined;
  /** Whether they are awaited, and the grace is over. */
  readonly slow: boolean;
  reload(): void;
}

/** Reads the headline numbers of these posts. To be called while a component is set up. */
export function glances(ids: () => readonly string[]): Glances {
  const found = reading(
    "numbers_glance",
    () => {
      const post_ids = [...ids()];
      return post_ids.length > 0 ? { post_ids } : undefined;
    },
    async ({ post_ids }) => {
      const all: NumbersGlance[] = [];
      for (let from = 0; from < post_ids.length; from += AT_ONCE)
        all.push(...(await call("numbers_glance", { post_ids: post_ids.slice(from, from + AT_ONCE) })));
      return all;
    },
    { keep: true },
  );
  const known = $derived(new Map((found.data ?? []).map((glance) => [glance.id, glance])));

  return {
    of: (id) => known.get(id),
    get error() {
      return found.error;
    },
    get slow() {
      return found.slow;
    },
    reload: () => found.reload(),
  };
}
