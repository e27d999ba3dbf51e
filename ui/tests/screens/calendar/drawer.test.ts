// A post is dragged out of the drawer: it lands on the day, and at the minute, that is under the pointer.

import { configure, fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import Calendar from "../../../src/screens/Calendar.svelte";
import { page } from "../../../src/screens/calendar/board.svelte";
import { stage } from "../support";
import { afresh, time } from "./on";

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5_000 });
beforeEach(afresh);
afterEach(() => vi.restoreAllMocks());

/** Says that `element` is what the pointer is over, wherever that is. */
function over(element: Element) {
  document.elementFromPoint = () => element;
  document.elementsFromPoint = () => [element];
}

async function dragOut(title: RegExp, y: number) {
  const row = (await screen.findByText(title)).closest("li");
  if (!row) throw new Error("no row in the drawer");
  await fireEvent.pointerDown(row, { button: 0, clientX: 1200, clientY: 200 });
  await fireEvent.pointerMove(window, { clientX: 900, clientY: y });
  await fireEvent.pointerMove(window, { clientX: 600, clientY: y });
  await fireEvent.pointerUp(window, { clientX: 600, clientY: y });
}

test("on a day of the month it takes the channel's free time of that day", async () => {
  const on = stage(Calendar, ["calendar"]);
  const cell = await waitFor(() => {
    const found = document.querySelector('.ec-day:has(time[datetime="2026-11-26"])');
    if (!found) throw new Error("no such day");
    return found;
  });
  over(cell);
  await dragOut(/Three signs of dehydration/, 400);
  await waitFor(() => expect(time(on, "n1")).toBe("2026-11-26 18:30"));
  expect(on.sent("plan_move")).toEqual([
    { moves: [expect.objectContaining({ post_id: "n1", date: "2026-11-26", time: "18:30" })] },
  ]);
});

test("in a week it takes the quarter of an hour under the pointer", async () => {
  page.view = "week";
  page.date = "2026-11-23";
  const on = stage(Calendar, ["calendar"]);
  const cell = await waitFor(() => {
    const found = document.querySelectorAll<HTMLElement>(".calendar-room .ec-body .ec-day")[2];
    if (!found) throw new Error("no such day");
    return found;
  });
  // A day of 28 px for each half of an hour.
  vi.spyOn(cell, "getBoundingClientRect").mockReturnValue({ top: 0, height: 1344 } as DOMRect);
  vi.spyOn(cell, "offsetHeight", "get").mockReturnValue(1344);
  over(cell);
  await dragOut(/Three signs of dehydration/, 57 * 14 + 3);
  await waitFor(() => expect(time(on, "n1")).toBe("2026-11-25 14:15"));
});

test("a free time is words on the day, and nothing that can be pressed", async () => {
  stage(Calendar, ["calendar"]);
  const free = (await screen.findAllByText(/18:30 free/))[0]?.closest("article");
  expect(free).toBeTruthy();
  page.drawer = false;
  await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  for (const slot of document.querySelectorAll(".free-slot")) {
    expect(slot.getAttribute("role")).toBeNull();
    expect(slot.getAttribute("tabindex")).toBeNull();
  }
});
