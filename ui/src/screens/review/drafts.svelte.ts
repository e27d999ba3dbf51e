// What was typed on the screen Review and not sent yet, by person and post: looking at another post loses none of it,
// nor does the lock. Kept until the words are sent, or the window closes.

import { SvelteMap } from "svelte/reactivity";

import { session } from "../../api";

export type Draft = "changes" | "reject" | "talk" | "note";

const typed = new SvelteMap<string, string>();
const key = (kind: Draft | "edit", post: string) => `${session.person?.id ?? ""} ${kind} ${post}`;

export const drafts = {
  /** What was typed; `undefined` when nothing was. */
  get(kind: Draft, post: string): string | undefined {
    return typed.get(key(kind, post));
  },
  set(kind: Draft, post: string, text: string) {
    typed.set(key(kind, post), text);
  },
  /** What was typed into a part of the post itself. */
  part: (post: string, index: number): string | undefined => typed.get(`${key("edit", post)} ${index}`),
  setPart: (post: string, index: number, text: string) =>
    void typed.set(`${key("edit", post)} ${index}`, text),
  dropPart: (post: string, index: number) => void typed.delete(`${key("edit", post)} ${index}`),
  /** The words were sent as `text`; what was typed since then stays. */
  sent(kind: Draft, post: string, text: string) {
    if (this.get(kind, post) === text) typed.delete(key(kind, post));
  },
};
