// Posts by words, while somebody types. The core looks through the whole text of what went out; what did not yet is a
// short list that is read once, and found by what lists show of it.
//
// An answer to other words than those that stand in the field is never shown.

import { resource } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { DisplayState } from "../../api/bindings/DisplayState";
import type { PostSummary } from "../../api/bindings/PostSummary";
import { fit } from "../../kit/narrow";
import { words } from "../../words";

/** How long the fingers have to rest before the core is asked. */
export const PAUSE_MS = 150;

const out: readonly DisplayState[] = ["posted", "partly_posted", "removed"];
const states = (Object.keys(words.kit.states) as DisplayState[]).filter((state) => !out.includes(state));

export interface PostSearch {
  /** What was found for exactly these words. */
  readonly found: PostSummary[];
  /** Whether more may be found. */
  readonly pending: boolean;
  /** Whether it takes so long that it should be said. */
  readonly slow: boolean;
  readonly error: ApiError | undefined;
  retry(): void;
}

/** To be called while a component is set up. */
export function postSearch(typed: () => string): PostSearch {
  let wanted = $state("");
  const now = $derived(typed().trim());
  $effect(() => {
    const next = now;
    const timer = setTimeout(() => (wanted = next), next === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  });

  const past = resource("post_find", () => (wanted === "" ? undefined : { words: wanted }));
  const open = resource("post_list", () => (wanted === "" ? undefined : { batch_id: null, states }));
  const settled = $derived(now === wanted);

  const saysOf = (post: PostSummary) =>
    [
      post.title,
      post.theme ?? "",
      post.channel_name,
      words.kit.platforms[post.platform],
      words.kit.states[post.state],
    ].join(" ");

  const found = $derived.by(() => {
    if (now === "" || !settled) return [];
    const fits = (open.data ?? []).filter((post) => fit(saysOf(post), now) !== undefined);
    const known = new Set(fits.map(({ id }) => id));
    return [...fits, ...(past.data ?? []).filter(({ id }) => !known.has(id))];
  });

  return {
    get found() {
      return found;
    },
    get pending() {
      if (now === "") return false;
      const waits = (one: typeof past | typeof open) => one.data === undefined && one.error === undefined;
      return !settled || waits(past) || waits(open);
    },
    get slow() {
      return past.slow || open.slow;
    },
    get error() {
      return now === "" ? undefined : (past.error ?? open.error);
    },
    retry() {
      if (past.error) past.reload();
      if (open.error) open.reload();
    },
  };
}
