// A thing read from the core and kept fresh: it loads, holds the old data while it reads again, and reads again when
// one of the tags that its command reads is changed.

import { untrack } from "svelte";

import type { ApiError } from "./bindings/ApiError";
import { type Commands, reads } from "./bindings/commands";
import { call } from "./call";
import { onChange } from "./changes";
import { apiError } from "./errors";
import { session } from "./session.svelte";

/** How long nothing is shown before the grey bars are. */
export const GRACE_MS = 300;

/** What a screen sees of something that is read from the core. */
export interface Resource<T> {
  /** The newest data; stays while it is read again. */
  readonly data: T | undefined;
  /** Why the last reading failed. */
  readonly error: ApiError | undefined;
  /** Whether a reading is under way. */
  readonly loading: boolean;
  /** Whether there is nothing to show yet, and the grace is over: time for the grey bars. */
  readonly slow: boolean;
  /** Reads again. */
  reload(): void;
  /** Takes over data that a command just answered with, so that the screen need not wait for the tag. */
  set(data: T): void;
}

interface Options {
  /** Keep the old data when the request changes (a filter), instead of starting from nothing (another post). */
  keep?: boolean;
}

/**
 * Reads `name` with what `request` gives; reads again when the request changes. `undefined` means: not yet.
 * To be called while a component is set up.
 */
export function resource<N extends keyof Commands>(
  name: N,
  request: () => Commands[N]["request"] | undefined,
  options: Options = {},
): Resource<Commands[N]["response"]> {
  return reading(name, request, (asked) => call(name, asked), options);
}

/** A resource whose data takes more than one call of `name`: `fetch` makes them all, and gives them as one. */
export function reading<N extends keyof Commands, Data>(
  name: N,
  request: () => Commands[N]["request"] | undefined,
  fetch: (asked: Commands[N]["request"]) => Promise<Data>,
  options: Options = {},
): Resource<Data> {
  let data = $state.raw<Data | undefined>();
  let error = $state.raw<ApiError | undefined>();
  let loading = $state(false);
  let graceOver = $state(false);

  // Only the newest reading counts: an answer that was overtaken is dropped.
  let newest = 0;
  // What changes many times while it is read (a message on its way to thousands) is read once more after that, not as
  // often as it changed.
  let missed = false;
  // An answer from before a change is not shown; but never two in a row, or what changes all the time would never be.
  let dropped = false;
  let grace: ReturnType<typeof setTimeout> | undefined;

  async function read(asked: Commands[N]["request"]) {
    const mine = ++newest;
    missed = false;
    loading = true;
    if (data === undefined && grace === undefined) grace = setTimeout(() => (graceOver = true), GRACE_MS);
    try {
      const answer = await fetch(asked);
      if (mine !== newest) return;
      dropped = missed && !dropped;
      if (dropped && again()) return;
      data = answer;
      error = undefined;
    } catch (thrown) {
      if (mine !== newest) return;
      const failed = apiError(thrown);
      // A locked session is no fault of the screen's: the lock covers it, and it reads again when that is gone.
      if (failed.code !== "locked") error = failed;
    }
    if (mine !== newest) return;
    settle();
    if (missed) again();
  }

  function settle() {
    loading = false;
    graceOver = false;
    clearTimeout(grace);
    grace = undefined;
  }

  function forget() {
    newest++;
    missed = false;
    data = undefined;
    error = undefined;
    settle();
  }

  const key = $derived.by(() => {
    const asked = request();
    return asked === undefined ? undefined : JSON.stringify(asked);
  });
  let lastKey: string | undefined;
  // Who is signed in decides what may be read; nothing is asked while nobody is.
  const reader = $derived(session.current?.person?.id);

  /** Reads again, where there is something to read and somebody to read it; tells whether. */
  function again(): boolean {
    const asked = untrack(request);
    if (asked === undefined || untrack(() => reader) === undefined) return false;
    void read(asked);
    return true;
  }

  $effect(() => {
    const wanted = key;
    const signedIn = reader !== undefined;
    untrack(() => {
      if (wanted !== lastKey && !options.keep) forget();
      lastKey = wanted;
      if (wanted !== undefined && signedIn) again();
    });
  });

  $effect(() =>
    onChange(reads[name], () => {
      if (untrack(() => loading)) missed = true;
      else again();
    }),
  );
  $effect(() => () => {
    missed = false;
    clearTimeout(grace);
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    get slow() {
      return graceOver && data === undefined && error === undefined;
    },
    reload: () => void again(),
    set(fresh) {
      newest++;
      data = fresh;
      error = undefined;
      settle();
      // What the command answered with may be older than what changed.
      if (missed) again();
    },
  };
}
