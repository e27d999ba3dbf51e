// Sheets that are open. They are drawn outside the screens, under the top bar, so that "Stop everything" can be reached
// while one is open; what lies behind is inert, a sheet below another as well.

import { untrack } from "svelte";

let open = $state(0);

export const sheets = {
  /** Whether one is open: rail and screen are inert then. */
  get open() {
    return open > 0;
  },
};

/** Only the newest of the sheets can be reached. */
function sink(place: Element) {
  for (const sheet of place.children) sheet.toggleAttribute("inert", sheet !== place.lastElementChild);
}

/** Draws a sheet's element in the place for sheets, and gives the focus back when it leaves. */
export function raised(sheet: HTMLElement): () => void {
  const before = document.activeElement;
  const place = document.getElementById("sheets");
  // Behind the lock nobody would see it.
  (place && !place.closest("[inert]") ? place : document.body).append(sheet);
  if (place) sink(place);
  untrack(() => open++);
  return () => {
    sheet.remove();
    if (place) sink(place);
    open--;
    // What opened the sheet may be gone, or be inert until the next frame; and the next sheet may have the focus already.
    setTimeout(() => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before !== document.body && before.isConnected)
        before.focus();
    });
  };
}
