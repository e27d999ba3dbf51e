// Today: a post that the address names, what expires, and what went out since the person was last here.

import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { Today as Day } from "../../../src/api/bindings/Today";
import { go, route } from "../../../src/kit/route.svelte";
import Today from "../../../src/screens/Today.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const say = words.today;
const section = (name: string) => screen.findByRole("region", { name });

test("a post in the address has its question asked at once, and once", async () => {
  const on = stage(Today, ["today", "d1"]);
  await screen.findByRole("dialog");
  const { title } = on.world.find("d1");
  expect(within(screen.getByRole("dialog")).getByText(title)).toBeTruthy();
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect([route.screen, route.id]).toEqual(["today", undefined]);
  on.emit("changed", ["posts"]);
  await waitFor(() => expect(on.sent("today_get").length).toBeGreaterThan(1));
  expect(screen.queryByRole("dialog")).toBeNull();

  go("today", "m1");
  await screen.findByRole("dialog");
});

test("a post that needs no decision any more opens nothing", async () => {
  stage(Today, ["today", "p1"]);
  await section(say.next.title);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what expires unsigned says so on its row", async () => {
  stage(Today, ["today"]);
  const row = (await screen.findByRole("link", { name: "World COPD Day" })).closest("li");
  expect(row?.textContent).toContain(say.toSign.expires);
  const later = screen.getByRole("link", { name: /Flu shots for over-60s/ }).closest("li");
  expect(later?.textContent).not.toContain(say.toSign.expires);
});

test("what went out since then is told once", async () => {
  stage(Today, ["today"]);
  const since = await section(say.since.title);
  expect(within(since).getByText("Clinic closed on 25 December")).toBeTruthy();
  const before = await section(say.out.title);
  expect(within(before).queryByText("Clinic closed on 25 December")).toBeNull();
  expect(within(before).getByText("Your child’s first check-up")).toBeTruthy();
});

test("a first visit tells of nothing before it", async () => {
  stage(
    Today,
    ["today"],
    {},
    { today_get: async (_, go_) => ({ ...((await go_()) as Day), last_here: null, posted_since: [] }) },
  );
  await section(say.out.title);
  expect(screen.queryByRole("region", { name: say.since.title })).toBeNull();
});
