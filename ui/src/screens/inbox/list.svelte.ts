// The conversations of a list, page by page.
//
// Invariant: a page more asks for that page alone. When something changed, so many pages are read as are open, in their new
// order: nobody loses their place, and what is chosen stays chosen.

import { untrack } from "svelte";

import { apiError, call } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { ConversationSummary } from "../../api/bindings/ConversationSummary";
import type { InboxPage } from "../../api/bindings/InboxPage";
import type { InboxQuery } from "../../api/bindings/InboxQuery";
import { reading } from "../../api/resource.svelte";
import type { Filter } from "./filter";

function joined(before: readonly ConversationSummary[], page: InboxPage): InboxPage {
  // What moved from one page to the next while they were read is not shown twice.
  const there = new Set(before.map(({ id }) => id));
  return { ...page, conversations: [...before, ...page.conversations.filter(({ id }) => !there.has(id))] };
}

/** To be called while a component is set up. */
export function conversations(filter: () => Filter) {
  let open = 1;
  let openOf: string | undefined;
  let adding = $state(false);
  let refused = $state.raw<ApiError>();

  const first = (): InboxQuery => ({ ...filter(), after: null });

  async function whole(asked: InboxQuery): Promise<InboxPage> {
    const of = JSON.stringify(asked);
    if (of !== openOf) {
      openOf = of;
      open = 1;
      refused = undefined;
    }
    let all = await call("inbox_list", asked);
    for (let page = 1; page < open && all.next !== null; page++)
      all = joined(all.conversations, await call("inbox_list", { ...asked, after: all.next }));
    return all;
  }

  // While another filter is read, what the one before it found stays.
  const page = reading("inbox_list", first, whole, { keep: true });
  async function more() {
    const before = page.data;
    if (adding || !before || before.next === null) return;
    const asked = untrack(first);
    const stillAsked = () => JSON.stringify(untrack(first)) === JSON.stringify(asked);
    adding = true;
    refused = undefined;
    try {
      const next = await call("inbox_list", { ...asked, after: before.next });
      if (stillAsked()) {
        open++;
        // What was read meanwhile, or is being read, is newer than what stands before this page.
        if (page.data === before && !page.loading) page.set(joined(before.conversations, next));
        else page.reload();
      }
    } catch (thrown) {
      const error = apiError(thrown);
      if (stillAsked() && error.code !== "locked") refused = error;
    }
    adding = false;
  }

  return {
    page,
    get rows(): readonly ConversationSummary[] {
      return page.data?.conversations ?? [];
    },
    get hasMore() {
      return (page.data?.next ?? null) !== null;
    },
    get adding() {
      return adding;
    },
    get refused() {
      return refused;
    },
    more,
  };
}

export type Conversations = ReturnType<typeof conversations>;
