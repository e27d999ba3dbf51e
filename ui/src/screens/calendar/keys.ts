// The keys of a post on the grid or in the drawer that has the focus: to the next one, move, choose, show beside the grid, open.

import type { CalendarEntry } from "../../api/bindings/CalendarEntry";
import type { Board } from "./board.svelte";
import { before, type GridView } from "./days";

export function gridKeys(
  board: Board,
  view: () => GridView | undefined,
  open: (entry: CalendarEntry) => void,
  plan: (id: string) => void,
  show: (entry: CalendarEntry) => void,
) {
  // Where a choice by Shift began.
  let anchor: string | undefined;

  const entries = () => board.calendar.data?.entries ?? [];
  const chip = (id: string) => document.querySelector<HTMLElement>(`[data-entry="${id}"]`);

  function focused(): CalendarEntry | undefined {
    const holder = document.activeElement?.closest<HTMLElement>("[data-entry]");
    return holder?.dataset.entry === undefined ? undefined : board.entry(holder.dataset.entry);
  }

  /** The post that an arrow leads to: along the day, or to the nearest one of an earlier or a later day. */
  function towards(from: CalendarEntry, key: string): CalendarEntry | undefined {
    const all = entries().filter((entry) => chip(entry.id));
    const at = all.findIndex((entry) => entry.id === from.id);
    if (at < 0) return undefined;
    if (key === "ArrowUp") return all[at - 1];
    if (key === "ArrowDown") return all[at + 1];
    const later = key === "ArrowRight";
    const days = [...new Set(all.map((entry) => entry.date))];
    const date = days[days.indexOf(from.date) + (later ? 1 : -1)];
    const there = all.filter((entry) => entry.date === date);
    return there.find((entry) => !before({ ...entry, date: from.date }, from)) ?? there.at(-1);
  }

  function chooseTo(id: string) {
    const all = entries();
    const from = all.findIndex((entry) => entry.id === (anchor ?? [...board.chosen].at(-1) ?? id));
    const to = all.findIndex((entry) => entry.id === id);
    if (from < 0 || to < 0) return board.choose(id, true);
    anchor = all[from]?.id;
    board.chooseOnly(all.slice(Math.min(from, to), Math.max(from, to) + 1).map((entry) => entry.id));
  }

  function move(entry: CalendarEntry, key: string) {
    const ids = board.chosen.has(entry.id) ? [...board.chosen] : [entry.id];
    const by = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    const sideways = key === "ArrowLeft" || key === "ArrowRight";
    if (sideways) void board.shift(ids, by, 0);
    else if (view() === "month") void board.shift(ids, 7 * by, 0);
    else void board.shift(ids, 0, 60 * by);
  }

  function onkeydown(event: KeyboardEvent) {
    if (view() === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    const entry = focused();
    if (!entry) return;
    const arrow = event.key.startsWith("Arrow");
    const onButton = (event.target as Element).tagName === "BUTTON";
    if (arrow && event.altKey) {
      if (!event.repeat && entry.date) move(entry, event.key);
    } else if (arrow) {
      const to = towards(entry, event.key);
      if (!to) return;
      if (event.shiftKey) {
        anchor ??= entry.id;
        chooseTo(to.id);
      } else anchor = undefined;
      chip(to.id)?.focus();
    } else if (event.key === " " && !onButton) board.choose((anchor = entry.id));
    else if (event.key === "m" && !event.altKey) plan(entry.id);
    else if (event.key === "i" && !event.altKey) show(entry);
    else if (event.key === "Enter" && !onButton) open(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    onkeydown,
    focused,
    chooseTo,
    chooseAll() {
      board.chooseOnly(entries().map((entry) => entry.id));
    },
  };
}
