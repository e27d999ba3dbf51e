// Notes that are typed and not kept yet, by conversation. Going to another one and back loses nothing; another person who
// signs in finds none of them.

import { SvelteMap } from "svelte/reactivity";

import { session } from "../../api";

const typed = new SvelteMap<string, string>();
const key = (id: string) => `${session.person?.id ?? ""} ${id}`;

export const unsent = {
  get: (id: string): string => typed.get(key(id)) ?? "",
  set: (id: string, text: string) => void (text === "" ? typed.delete(key(id)) : typed.set(key(id), text)),
  forget: (id: string) => void typed.delete(key(id)),
};
