// How a person likes to read the record: post by post, or entry by entry. Kept for each of them.

import { call, resource } from "../../api";

export type View = "posts" | "entries";

/** To be called while a component is set up. */
export function view() {
  const kept = resource("preference_get", () => ({ name: "activity.view" }));
  const shown = $derived<View>(kept.data?.value === "entries" ? "entries" : "posts");

  return {
    get shown(): View {
      return shown;
    },
    async choose(next: View) {
      kept.set({ name: "activity.view", value: next });
      try {
        await call("preference_set", { name: "activity.view", value: next });
      } catch {
        // It holds until the window closes; how a list is told is not worth an alarm.
      }
    },
  };
}
