// Calendar: what it shows, how posts are moved by key, chosen, held, shifted and brought back; and what it never does
// by itself, which is to reckon a zone.

import { configure, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { route } from "../../src/kit/route.svelte";
import { toasts } from "../../src/kit/toasts.svelte";
import Calendar from "../../src/screens/Calendar.svelte";
import { page } from "../../src/screens/calendar/board.svelte";
import { addMonths, eachDay, pageTitle, shifted, span, turn, weekday } from "../../src/screens/calendar/days";
import { words } from "../../src/words";
import { stage, type Stage } from "./support";

const w = words.calendar;
// Six weeks of a calendar are much to draw where nothing is drawn on a screen.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5_000 });

describe("squares of the calendar", () => {
  test("a month begins on a Monday and ends on a Sunday", () => {
    expect(span("month", "2026-11-20")).toEqual({ from: "2026-10-26", to: "2026-12-06" });
    expect(span("month", "2027-02-10")).toEqual({ from: "2027-02-01", to: "2027-02-28" });
    expect(span("week", "2026-11-22")).toEqual({ from: "2026-11-16", to: "2026-11-22" });
    expect(span("day", "2026-11-22")).toEqual({ from: "2026-11-22", to: "2026-11-22" });
    expect([weekday("2026-11-22"), weekday("2026-11-23")]).toEqual([7, 1]);
  });

  test("pages turn over the ends of months and years", () => {
    expect(turn("month", "2026-12-31", 1)).toBe("2027-01-31");
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(turn("week", "2026-11-30", 1)).toBe("2026-12-07");
    expect(turn("day", "2027-01-01", -1)).toBe("2026-12-31");
    expect(eachDay("2026-12-30", "2027-01-02")).toHaveLength(4);
  });

  test("pages have names", () => {
    expect(pageTitle("month", "2026-11-20", "en-GB")).toBe("November 2026");
    expect(pageTitle("day", "2026-11-20", "en-GB")).toBe("Friday 20 November 2026");
    expect(pageTitle("week", "2026-11-20", "en-GB")).toMatch(/^16\s?–\s?22 November 2026$/);
  });

  test("a drag is added to the clock as it is shown, whatever the machine's zone does that night", () => {
    expect(shifted({ date: "2027-03-28", time: "01:45" }, 0, 3600)).toEqual({
      date: "2027-03-28",
      time: "02:45",
    });
    expect(shifted({ date: "2026-12-31", time: "23:45" }, 1, -900)).toEqual({
      date: "2027-01-01",
      time: "23:30",
    });
  });
});

let on: Stage;
const chip = async (id: string) =>
  waitFor(() => {
    const found = document.querySelector<HTMLElement>(`.calendar-room [data-entry="${id}"]`);
    if (!found) throw new Error(`no chip ${id}`);
    return found;
  });
const time = (id: string) => {
  const due = on.world.find(id).plan?.due;
  return due && `${due.date} ${due.time}`;
};
const toast = (text: string | RegExp) => waitFor(() => expect(toasts.current?.text).toMatch(text));

beforeEach(() => {
  page.reset();
  toasts.dismiss(toasts.current?.id ?? -1);
});

test("a month asks for its six weeks, and each chip says all of itself", async () => {
  on = stage(Calendar, ["calendar"]);
  expect((await chip("s2")).textContent).toContain("10:00, X: Evening hours this week. Signed.");
  expect(on.sent("calendar_get")[0]).toEqual({
    from: "2026-10-26",
    to: "2026-12-06",
    channels: [],
    platforms: [],
    states: [],
    people: [],
  });
  expect(screen.getByRole("complementary", { name: w.drawer.title }).textContent).toContain("dehydration");
});

test("keys change the view and turn the page, and today comes back", async () => {
  on = stage(Calendar, ["calendar"]);
  await chip("s2");
  await userEvent.keyboard("2");
  await screen.findByRole("heading", { name: /16\s?–\s?22 November 2026/ });
  await userEvent.keyboard("]");
  await screen.findByRole("heading", { name: /23\s?–\s?29 November 2026/ });
  await userEvent.keyboard("3[[");
  await screen.findByRole("heading", { name: "Thursday 26 November 2026" });
  await userEvent.keyboard("1t");
  await screen.findByRole("heading", { name: "November 2026" });
  await userEvent.keyboard("4");
  await waitFor(() => expect(route.screen).toBe("queue"));
  await screen.findByRole("heading", { name: w.title });
});

test("Alt and the arrows move by a day and by a week, and Undo puts it back", async () => {
  on = stage(Calendar, ["calendar"]);
  (await chip("s2")).focus();
  await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
  await waitFor(() => expect(time("s2")).toBe("2026-11-24 10:00"));
  await toast(/“Evening hours this week” moved to Tue 24 Nov, 10:00\. Signature kept\./);
  await waitFor(async () => expect(document.activeElement).toBe(await chip("s2")));
  await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
  await waitFor(() => expect(time("s2")).toBe("2026-12-01 10:00"));
  await toasts.current?.undo?.();
  await waitFor(() => expect(time("s2")).toBe("2026-11-24 10:00"));
  expect(toasts.current?.text).toBe(w.done.undone);
});

test("in a week Alt and up or down move by an hour", async () => {
  page.view = "week";
  page.date = "2026-11-23";
  on = stage(Calendar, ["calendar"]);
  (await chip("s2")).focus();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await waitFor(() => expect(time("s2")).toBe("2026-11-23 09:00"));
  expect(on.sent("plan_shift")).toEqual([{ post_ids: ["s2"], days: 0, minutes: -60 }]);
});

test("what the core refuses is said, and nothing moves", async () => {
  on = stage(Calendar, ["calendar"]);
  (await chip("w2")).focus();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await toast(/This time has passed/);
  expect(toasts.current?.undo).toBeUndefined();
  expect(time("w2")).toBe("2026-11-21 09:00");
});

test("what a new time means is said with what was done", async () => {
  on = stage(Calendar, ["calendar"]);
  (await chip("n2")).focus();
  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  await waitFor(() => expect(time("n2")).toBe("2026-11-26 12:00"));
  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  await toast(/closed on this day: Guru Nanak Jayanti/);
});

test("a time after the end of the channel's sign-in is said with what was done", async () => {
  on = stage(Calendar, ["calendar"], { signIns: true });
  (await chip("s1")).focus();
  await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
  await toast(/sign-in of Clinic page ends on Thu 26 Nov, before this time/);
  expect(time("s1")).toBe("2026-11-27 18:30");
});

test("several are chosen with Control, Shift and Space, and shifted together", async () => {
  on = stage(Calendar, ["calendar"]);
  await fireEvent.click(await chip("s2"), { ctrlKey: true });
  await fireEvent.click(await chip("w3"), { shiftKey: true });
  const bar = await screen.findByRole("toolbar", { name: w.selection.label });
  expect(within(bar).getByText(w.selection.count(3))).toBeTruthy();
  await waitFor(async () => expect((await chip("c1")).getAttribute("aria-pressed")).toBe("true"));
  (await chip("c1")).focus();
  await userEvent.keyboard(" ");
  await waitFor(() => expect(within(bar).getByText(w.selection.count(2))).toBeTruthy());
  await userEvent.click(within(bar).getByRole("button", { name: w.selection.shift }));
  const days = await screen.findByLabelText(w.shift.days);
  await userEvent.clear(days);
  await userEvent.type(days, "soon{Enter}");
  expect(screen.getByText(w.shift.whole)).toBeTruthy();
  await userEvent.clear(days);
  await userEvent.type(days, "1{Enter}");
  await waitFor(() =>
    expect(on.sent("plan_shift")).toEqual([{ post_ids: ["s2", "w3"], days: 1, minutes: 0 }]),
  );
  await toast(new RegExp(w.done.movedMany(2)));
});

test("the chosen are held, released and deleted, and come back", async () => {
  on = stage(Calendar, ["calendar"]);
  await fireEvent.click(await chip("s2"), { ctrlKey: true });
  const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
  await press(w.selection.hold);
  await toast(w.done.held(1));
  await waitFor(async () => expect((await chip("s2")).textContent).toContain("held back"));
  await press(w.selection.release);
  await toast(w.done.released(1));
  await press(w.selection.away);
  await toast(w.done.away(1));
  await waitFor(() => expect(document.querySelector('[data-entry="s2"]')).toBeNull());
  await toasts.current?.undo?.();
  await chip("s2");
});

test("Enter opens the post, and M asks where to", async () => {
  on = stage(Calendar, ["calendar"]);
  (await chip("s2")).focus();
  await userEvent.keyboard("m");
  expect(await screen.findByRole("dialog", { name: words.plan.move })).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  (await chip("s2")).focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect([route.screen, route.id]).toEqual(["review", "s2"]));
});

test("the drawer gives the next free slot, and a press shows the post beside the grid", async () => {
  on = stage(Calendar, ["calendar"]);
  const name = w.drawer.nextFor("Three signs of dehydration");
  await userEvent.click(await screen.findByRole("button", { name }));
  await waitFor(() => expect(time("n1")).toBe("2026-11-24 18:30"));
  await fireEvent.click(await chip("s2"));
  await screen.findByRole("complementary", { name: words.queue.post });
  expect([route.screen, route.id]).toEqual(["calendar", "s2"]);
});

test("filters narrow what is asked for, and say so", async () => {
  on = stage(Calendar, ["calendar"]);
  await chip("s2");
  page.filter = { ...page.filter, states: ["rejected"], platforms: ["facebook"] };
  await waitFor(() =>
    expect(on.sent("calendar_get").at(-1)).toMatchObject({ states: ["rejected"], platforms: ["facebook"] }),
  );
  expect(await screen.findByRole("button", { name: w.filter.on(2) })).toBeTruthy();
  await userEvent.keyboard("4");
  await screen.findByText(w.empty.filtered);
});

test("a calendar that can't be read says so", async () => {
  on = stage(Calendar, ["calendar"], { failing: new Set(["calendar_get"]) });
  expect(await screen.findByText(w.failed)).toBeTruthy();
});
