// Answers that are typed and not sent yet, by what they answer. Going to another conversation and back loses nothing; another
// person who signs in finds none of them.

import { SvelteMap } from "svelte/reactivity";

import { session } from "../../api";

const typed = new SvelteMap<string, string>();
/** The draft that what is typed goes on from, as it stood then. */
const from = new Map<string, { post_id: string; text: string }>();
const key = (item: string) => `${session.person?.id ?? ""} ${item}`;

export const answers = {
  get: (item: string): string | undefined => typed.get(key(item)),
  set: (item: string, text: string) => void typed.set(key(item), text),
  /** What is typed goes on from this draft as it stands now. */
  goOn: (item: string, draft: { post_id: string; text: string }) => void from.set(key(item), draft),
  /** Whether a draft is the one that what is typed goes on from, and still says the same. */
  isFrom(item: string, post: string, text: string): boolean {
    const known = from.get(key(item));
    return known !== undefined && known.post_id === post && known.text === text;
  },
  forget: (item: string): void => void typed.delete(key(item)),
};
