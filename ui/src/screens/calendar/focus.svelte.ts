// Where the focus goes when what had it is gone: after an act to where the post is now, or to the one beside it, or to
// the head of the page. It is never taken from something that has it.

import { tick, untrack } from "svelte";

import type { Board } from "./board.svelte";

/** Whether nothing has the focus that could use it. */
function lost(): boolean {
  const active = document.activeElement;
  return !active || active === document.body || !active.isConnected || active.matches(":disabled");
}

/** Gives the focus to a post on the grid, in the drawer or in the list; false when it is not to be seen there. */
export function focusEntry(id: string): boolean {
  for (const holder of document.querySelectorAll<HTMLElement>(`[data-entry="${CSS.escape(id)}"]`)) {
    const target = holder.matches("[tabindex]") ? holder : holder.querySelector<HTMLElement>("a[href]");
    target?.focus();
    if (target && document.activeElement === target) return true;
  }
  return false;
}

/** Keeps the focus on the page. To be called while the calendar is set up. */
export function keepFocus(board: Board): void {
  function settle(last: boolean) {
    const wanted = board.want;
    if (!wanted) return;
    void tick().then(() => {
      if (board.want !== wanted) return;
      if (lost()) {
        const found = wanted.some(focusEntry);
        if (!found && last) document.querySelector<HTMLElement>("h1[tabindex]")?.focus();
      }
      // The chips are drawn anew once more before it is over.
      if (last) board.want = undefined;
    });
  }

  // At once, for what only closes; and again once the page shows what was done.
  $effect(() => {
    void board.want;
    untrack(() => settle(false));
  });
  $effect(() => {
    void board.calendar.data;
    untrack(() => settle(true));
  });
}
