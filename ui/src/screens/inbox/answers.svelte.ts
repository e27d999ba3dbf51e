// Answers that are typed and not sent yet, by what they answer. Going to another conversation and back loses nothing; another
// person who signs in finds none of them in the box. What is typed is kept by the core as well, half a second behind the keys: it
// outlives the window, and tells whoever comes after who began.

import { SvelteMap } from "svelte/reactivity";

import { call, session } from "../../api";
import type { ReplyTyped } from "../../api/bindings/ReplyTyped";

/** How long nobody types before it is kept. */
export const KEEP_MS = 500;

const typed = new SvelteMap<string, string>();
/** The draft that what is typed goes on from, as it stood then. */
const from = new Map<string, { post_id: string; text: string }>();
/** What was here since the window opened: from then on the core only follows. */
const known = new Set<string>();
/** What is for one person alone. */
const alone = new SvelteMap<string, boolean>();
const waiting = new Map<string, ReturnType<typeof setTimeout>>();
const me = () => session.person?.id ?? "";
const key = (item: string) => `${me()} ${item}`;

/** Tells the core how it stands. A failure is made good with the next key; until then it stands here. */
function keep(item: string, of: string) {
  const own = `${of} ${item}`;
  clearTimeout(waiting.get(own));
  waiting.delete(own);
  // Whoever sits here now keeps nothing in another's name.
  if (me() !== of || of === "") return;
  call("reply_keep", { item_id: item, text: typed.get(own) ?? "", privately: alone.get(own) ?? false }).catch(
    () => undefined,
  );
}

export const answers = {
  get: (item: string): string | undefined => typed.get(key(item)),
  set(item: string, text: string): void {
    const [own, of] = [key(item), me()];
    typed.set(own, text);
    known.add(own);
    clearTimeout(waiting.get(own));
    waiting.set(
      own,
      setTimeout(() => keep(item, of), KEEP_MS),
    );
  },
  /** Whether what is typed is for the person alone. */
  isPrivate: (item: string): boolean => alone.get(key(item)) ?? false,
  /** Says for whom it is. What is typed already is kept as that. */
  choose(item: string, privately: boolean): void {
    alone.set(key(item), privately);
    if (typed.get(key(item))) keep(item, me());
  },
  /** The cursor leaves: what waits to be kept is kept now. */
  settle(item: string): void {
    if (waiting.has(key(item))) keep(item, me());
  },
  /** What was typed before the window was closed stands there again. */
  restore(rows: readonly ReplyTyped[]): void {
    for (const { mine, item_id, text, privately } of rows) {
      if (!mine || known.has(key(item_id))) continue;
      known.add(key(item_id));
      typed.set(key(item_id), text);
      alone.set(key(item_id), privately);
    }
  },
  /** What is typed goes on from this draft as it stands now. */
  goOn: (item: string, draft: { post_id: string; text: string }) => void from.set(key(item), draft),
  /** Whether a draft is the one that what is typed goes on from, and still says the same. */
  isFrom(item: string, post: string, text: string): boolean {
    const draft = from.get(key(item));
    return draft !== undefined && draft.post_id === post && draft.text === text;
  },
  forget(item: string): void {
    known.add(key(item));
    alone.delete(key(item));
    if (typed.delete(key(item))) keep(item, me());
  },
};
