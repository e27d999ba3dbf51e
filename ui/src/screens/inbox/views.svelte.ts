// The views of the inbox that the person who is signed in gave a name. Kept for each of them.

import { call, resource } from "../../api";
import { readViews, type SavedView, withView } from "./filter";

const name = "inbox.views" as const;

/** To be called while a component is set up. */
export function savedViews() {
  const kept = resource("preference_get", () => ({ name }));
  const list = $derived(readViews(kept.data?.value));

  async function keep(next: readonly SavedView[]) {
    kept.set(await call("preference_set", { name, value: JSON.stringify(next) }));
  }

  return {
    get list(): readonly SavedView[] {
      return list;
    },
    /** Keeps one more, or another one under its name. Throws what the core refuses. */
    save: (view: SavedView) => keep(withView(list, view)),
    remove: (gone: string) => keep(list.filter(({ name: called }) => called !== gone)),
  };
}

export type SavedViews = ReturnType<typeof savedViews>;
