// Answers that are typed and not sent yet, by what they answer. Going to another conversation and back loses nothing; another
// person who signs in finds none of them.

import { SvelteMap } from "svelte/reactivity";

import { session } from "../../api";

const typed = new SvelteMap<string, string>();
const key = (item: string) => `${session.person?.id ?? ""} ${item}`;

export const answers = {
  get: (item: string): string | undefined => typed.get(key(item)),
  set: (item: string, text: string) => void typed.set(key(item), text),
  forget: (item: string) => void typed.delete(key(item)),
};
