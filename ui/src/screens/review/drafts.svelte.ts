// What was typed on the screen Review and not sent yet, by person and post: looking at another post loses none of it,
// nor does the lock. Kept until the words are sent, or the window closes.
//
// Invariant: words typed into the post itself belong to the version that they were typed upon. On any other they are
// something to look at, never the text.

import { SvelteMap } from "svelte/reactivity";

import { session } from "../../api";

export type Draft = "changes" | "reject" | "talk" | "note";

/** The text of a post as somebody changed it and did not save it. */
export interface Edit {
  /** The version that it was typed upon. */
  readonly revision: string;
  /** What each part says. */
  readonly texts: readonly string[];
}

const typed = new SvelteMap<string, string>();
const edited = new SvelteMap<string, readonly Edit[]>();
const key = (kind: Draft | "edit", post: string) => `${session.person?.id ?? ""} ${kind} ${post}`;
const none: readonly Edit[] = [];

export const drafts = {
  /** What was typed; `undefined` when nothing was. */
  get(kind: Draft, post: string): string | undefined {
    return typed.get(key(kind, post));
  },
  set(kind: Draft, post: string, text: string) {
    typed.set(key(kind, post), text);
  },
  /** The words were sent as `text`; what was typed since then stays. */
  sent(kind: Draft, post: string, text: string) {
    if (this.get(kind, post) === text) typed.delete(key(kind, post));
  },
  /** What was typed into the post itself, upon any of its versions. */
  edits: (post: string): readonly Edit[] => edited.get(key("edit", post)) ?? none,
  keepEdit(post: string, edit: Edit) {
    const others = this.edits(post).filter(({ revision }) => revision !== edit.revision);
    edited.set(key("edit", post), [...others, edit]);
  },
  dropEdit(post: string, revision: string) {
    const others = this.edits(post).filter((edit) => edit.revision !== revision);
    edited.set(key("edit", post), others);
  },
};
