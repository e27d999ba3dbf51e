// What the calendar's tests share: its chips, where the clinic has a post, and the words of a toast.

import { waitFor } from "@testing-library/svelte";
import { expect } from "vitest";

import { toasts } from "../../../src/kit/toasts.svelte";
import { page } from "../../../src/screens/calendar/board.svelte";
import type { Stage } from "../support";

/** The calendar as a new window shows it. */
export function afresh() {
  page.reset();
  toasts.dismiss(toasts.current?.id ?? -1);
}

export const chip = async (id: string) =>
  waitFor(() => {
    const found = document.querySelector<HTMLElement>(`.calendar-room [data-entry="${id}"]`);
    if (!found) throw new Error(`no chip ${id}`);
    return found;
  });

export const gone = (id: string) =>
  waitFor(() => expect(document.querySelector(`.calendar-room [data-entry="${id}"]`)).toBeNull());

export function time(on: Stage, id: string) {
  const due = on.world.find(id).plan?.due;
  return due && `${due.date} ${due.time}`;
}

export const toast = (text: string | RegExp) => waitFor(() => expect(toasts.current?.text).toMatch(text));
