// A long list that is read page by page, as somebody asks for more of it, and kept fresh as one.
//
// Invariant: when it is read again, so many pages are read as are open: nobody loses their place. Pages of different
// readings are never put together while one of them is known to be old.

import { untrack } from "svelte";

import type { ApiError } from "./bindings/ApiError";
import type { Commands } from "./bindings/commands";
import { call } from "./call";
import { apiError } from "./errors";
import { reading, type Resource } from "./resource.svelte";

/** The commands that answer with a page. */
type Paged = "recipient_list" | "message_recipients";
type Row<N extends Paged> = Commands[N]["response"]["recipients"][number];

/** The pages that are open, as one. */
export interface OpenPages<R> {
  recipients: R[];
  /** How many there are in all. */
  found: number;
  /** Where the next page begins. */
  next: number;
}

export interface Pages<R> extends Resource<OpenPages<R>> {
  /** Opens one page more. */
  more(): Promise<void>;
  /** Whether a page more is being read. */
  readonly adding: boolean;
  /** Why the last page more could not be read. */
  readonly refused: ApiError | undefined;
}

/**
 * Reads `name` page by page. `keyOf` tells rows apart: what moves from one page to the next while they are read is not
 * shown twice. To be called while a component is set up.
 */
export function pages<N extends Paged>(
  name: N,
  request: () => Omit<Commands[N]["request"], "from">,
  keyOf?: (row: Row<N>) => string,
): Pages<Row<N>> {
  type Asked = Commands[N]["request"];
  let open = 1;
  let openOf: string | undefined;
  let adding = $state(false);
  let refused = $state.raw<ApiError>();

  const first = (): Asked => ({ ...request(), from: 0 }) as Asked;

  async function added(asked: Asked, before: OpenPages<Row<N>>): Promise<OpenPages<Row<N>>> {
    const page = await call(name, { ...asked, from: before.next });
    const rows: readonly Row<N>[] = page.recipients;
    const there = new Set(keyOf ? before.recipients.map(keyOf) : []);
    return {
      recipients: [...before.recipients, ...rows.filter((row) => !keyOf || !there.has(keyOf(row)))],
      found: page.found,
      // Where a page is empty although more was told of, there is nothing behind it any more.
      next: rows.length === 0 ? page.found : before.next + rows.length,
    };
  }

  async function whole(asked: Asked): Promise<OpenPages<Row<N>>> {
    const of = JSON.stringify(asked);
    if (of !== openOf) {
      openOf = of;
      open = 1;
      refused = undefined;
    }
    let all = await added(asked, { recipients: [], found: 0, next: 0 });
    for (let page = 1; page < open && all.next < all.found; page++) all = await added(asked, all);
    return all;
  }

  const inner = reading(name, first, whole);

  async function more() {
    const before = inner.data;
    if (adding || !before) return;
    const asked = untrack(first);
    const stillAsked = () => JSON.stringify(untrack(first)) === JSON.stringify(asked);
    adding = true;
    refused = undefined;
    try {
      const after = await added(asked, before);
      if (stillAsked()) {
        open++;
        // What was read meanwhile, or is being read, is newer than what stands before this page.
        if (inner.data === before && !inner.loading) inner.set(after);
        else inner.reload();
      }
    } catch (thrown) {
      const error = apiError(thrown);
      if (stillAsked() && error.code !== "locked") refused = error;
    }
    adding = false;
  }

  return {
    get data() {
      return inner.data;
    },
    get error() {
      return inner.error;
    },
    get loading() {
      return inner.loading;
    },
    get slow() {
      return inner.slow;
    },
    get adding() {
      return adding;
    },
    get refused() {
      return refused;
    },
    reload: () => inner.reload(),
    set: (fresh) => inner.set(fresh),
    more,
  };
}
