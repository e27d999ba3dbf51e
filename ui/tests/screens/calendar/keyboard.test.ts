// The calendar by keyboard alone: the post beside it opens and closes by key, and no act leaves the focus nowhere.

import { configure, fireEvent, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { route } from "../../../src/kit/route.svelte";
import Calendar from "../../../src/screens/Calendar.svelte";
import { page } from "../../../src/screens/calendar/board.svelte";
import { session } from "../../../src/api/session.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";
import { afresh, chip, gone } from "./on";

const w = words.calendar;
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5_000 });
beforeEach(afresh);

const entry = () => document.activeElement?.closest<HTMLElement>("[data-entry]")?.dataset.entry;

test("I shows the post beside the grid and goes there; Escape closes it and comes back", async () => {
  stage(Calendar, ["calendar"]);
  (await chip("s2")).focus();
  await userEvent.keyboard("i");
  expect([route.screen, route.id]).toEqual(["calendar", "s2"]);
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
  await userEvent.keyboard("{Escape}");
  expect([route.screen, route.id]).toEqual(["calendar", undefined]);
  await waitFor(() => expect(entry()).toBe("s2"));
});

test("in the list, too", async () => {
  stage(Calendar, ["queue"]);
  await screen.findByText(/Evening hours/);
  await userEvent.keyboard("j");
  const { id } = route;
  await userEvent.keyboard("i");
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
  await userEvent.keyboard("{Escape}");
  expect([route.screen, route.id]).toEqual(["queue", undefined]);
  await waitFor(() => expect(entry()).toBe(id));
});

test("the next slot takes the focus from the drawer to where the post is now", async () => {
  stage(Calendar, ["calendar"]);
  (await screen.findByRole("button", { name: w.drawer.nextFor("Three signs of dehydration") })).focus();
  await userEvent.keyboard("{Enter}");
  await chip("n1");
  await waitFor(() => expect(entry()).toBe("n1"));
});

test("deleting gives the focus to the post beside, and taking the time away to the drawer", async () => {
  stage(Calendar, ["calendar"]);
  await fireEvent.click(await chip("s2"), { ctrlKey: true });
  (await screen.findByRole("button", { name: w.selection.away })).focus();
  await userEvent.keyboard("{Enter}");
  await gone("s2");
  await waitFor(() => expect(entry()).toBeTruthy());

  await fireEvent.click(await chip("w3"), { ctrlKey: true });
  (await screen.findByRole("button", { name: w.selection.drop })).focus();
  await userEvent.keyboard("{Enter}");
  await gone("w3");
  await waitFor(() => expect(entry()).toBe("w3"));
  expect(document.activeElement?.closest("[data-drawer]")).toBeTruthy();
});

test("a button that is gone leaves the focus at the post it was about", async () => {
  stage(Calendar, ["calendar", "s1"]);
  (await screen.findByRole("button", { name: words.queue.actions.clear })).focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("button", { name: words.queue.actions.clear })).toBeNull());
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
});

test("a list that the filter empties says so and can be shown whole again", async () => {
  stage(Calendar, ["queue"]);
  await screen.findByText(/Evening hours/);
  page.filter = { ...page.filter, states: ["rejected"], platforms: ["facebook"], people: ["p-anil"] };
  await screen.findByText(w.empty.filtered);
  expect(screen.queryByText(words.queue.empty.title)).toBeNull();
  // The list knows no person of a post, so that choice does not count here.
  expect(screen.getByRole("button", { name: w.filter.on(2) })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: w.empty.unfilter }));
  await screen.findByText(/Evening hours/);
});

test("the next person begins with a page of one's own", async () => {
  const first = stage(Calendar, ["calendar"]);
  await chip("s2");
  page.view = "week";
  page.filter = { ...page.filter, states: ["rejected"] };
  first.world.person = "p-anil";
  session.set(first.world.session());
  stage(Calendar, ["calendar"], { person: "p-anil" });
  expect(page.view).toBe("month");
  expect(page.filter.states).toEqual([]);
});
