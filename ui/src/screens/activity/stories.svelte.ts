// The record by post: a story that goes on stands once, with its newest entry.

import { type Filter, pages } from "./pages.svelte";

/** The stories through a filter; `undefined` reads nothing. To be called while a component is set up. */
export function stories(filter: () => Filter | undefined) {
  return pages("activity_stories", filter, {
    of: (page) => page.stories,
    key: (story) => story.correlation_id,
    seq: (story) => story.newest.seq,
  });
}

export type Stories = ReturnType<typeof stories>;
