// What is chosen is what is to be seen; acts wait for their turn; and Undo says what it could not bring back.

import { configure, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { onKeydown } from "../../../src/kit/shortcuts.svelte";
import Toasts from "../../../src/kit/Toasts.svelte";
import { toast as show, toasts } from "../../../src/kit/toasts.svelte";
import Calendar from "../../../src/screens/Calendar.svelte";
import { page } from "../../../src/screens/calendar/board.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";
import { afresh, chip, gone, time, toast } from "./on";

const w = words.calendar;
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5_000 });
beforeEach(afresh);

const bar = () => screen.queryByRole("toolbar", { name: w.selection.label });
const choose = async (id: string) => fireEvent.click(await chip(id), { ctrlKey: true });

test("a page that is turned takes its chosen posts along", async () => {
  const on = stage(Calendar, ["calendar"]);
  await choose("s2");
  await waitFor(() => expect(bar()).toBeTruthy());
  await userEvent.keyboard("]]");
  await waitFor(() => expect(bar()).toBeNull());
  expect(on.sent("post_put_away")).toEqual([]);
});

test("a filter, too, and what stays to be seen stays chosen", async () => {
  stage(Calendar, ["calendar"]);
  await choose("s2");
  await choose("c1");

  page.filter = { ...page.filter, states: ["signed"] };
  await gone("c1");
  await waitFor(() => expect(bar()?.textContent).toContain(w.selection.count(1)));
});

test("acts wait for their turn, Undo among them", async () => {
  const on = stage(Calendar, ["calendar"]);
  let open: (() => void) | undefined;
  const gate = new Promise<void>((go) => (open = go));
  (await chip("s2")).focus();
  await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
  await waitFor(() => expect(time(on, "s2")).toBe("2026-11-24 10:00"));
  await toast(/moved to Tue 24 Nov/);
  const undo = toasts.current?.undo;
  on.answer("plan_shift", async (_, go) => {
    await gate;
    return go();
  });
  (await chip("w3")).focus();
  await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
  const undone = undo?.();
  expect(on.sent("plan_undo")).toEqual([]);
  open?.();
  await undone;
  expect(on.sent("plan_undo")).toHaveLength(1);
  expect(time(on, "s2")).toBe("2026-11-23 10:00");
});

test("Undo of many says how many it left, which, and why", async () => {
  const on = stage(Calendar, ["calendar"]);
  await choose("s2");
  await choose("c1");
  await userEvent.click(await screen.findByRole("button", { name: w.selection.hold }));
  await toast(w.done.held(2));
  on.answer("plan_undo", async (_, go) => {
    const done = (await go()) as { outcomes: { refused: string | null; title: string }[] };
    const second = done.outcomes[1];
    if (second) Object.assign(second, { refused: "It has gone out meanwhile.", title: "Clean hands" });
    return done;
  });
  await toasts.current?.undo?.();
  await toast(w.done.undoneSome(1, 1, "Clean hands", "It has gone out meanwhile."));
});

test("an Undo that fails says so where Undo was", async () => {
  render(Toasts);
  window.addEventListener("keydown", onKeydown);
  show("It was changed.", () => Promise.reject(refusal("stale", "This can’t be undone any more.")));
  await userEvent.click(await screen.findByRole("button", { name: new RegExp(words.kit.undo) }));
  await screen.findByText("This can’t be undone any more.");
  window.removeEventListener("keydown", onKeydown);
});

test("what goes wrong at the post beside the month leaves the month where it is", async () => {
  const on = stage(Calendar, ["calendar", "f1"]);
  on.answer("delivery_retry", () => {
    throw refusal("stale", "There is nothing to try again about this post any more.");
  });
  const pane = await screen.findByRole("complementary", { name: words.queue.post });
  await userEvent.click(await screen.findByRole("button", { name: words.queue.actions.retry }));
  await waitFor(() => expect(pane.textContent).toContain("There is nothing to try again"));
  expect(screen.getByRole("heading", { name: "November 2026" })).toBeTruthy();
});
