// A sheet that is open belongs to its post: another one that comes over it is asked about on a sheet of its own.

import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { Acts } from "../../src/screens/calendar/acts.svelte";
import Asking from "../../src/screens/calendar/Asking.svelte";
import { go } from "../../src/kit/route.svelte";
import Today from "../../src/screens/Today.svelte";
import { words } from "../../src/words";
import { stage } from "./support";

vi.setConfig({ testTimeout: 20_000 });
configure({ asyncUtilTimeout: 5_000 });

const time = () => screen.findByLabelText<HTMLInputElement>(words.plan.time);

test("on Today, a notification about another post begins anew", async () => {
  const on = stage(Today, ["today", "m1"]);
  const first = await time();
  await userEvent.clear(first);
  await userEvent.type(first, "21:45");
  go("today", "e1");
  const passed = on.world.find("e1").plan?.due.time ?? "";
  await waitFor(async () => expect((await time()).value).toBe(passed));
});

test("a question that is answered late does not close the one that came in its place", async () => {
  const waiting: (() => void)[] = [];
  const on = stage(Today, ["today", "m1"]);
  on.answer("plan_set", async (_, ask) => {
    const answer = await ask();
    await new Promise<void>((there) => waiting.push(there));
    return answer;
  });
  const first = await time();
  await userEvent.clear(first);
  await userEvent.type(first, "21:45{Enter}");
  await waitFor(() => expect(waiting).toHaveLength(1));
  go("today", "e1");
  const passed = on.world.find("e1").plan?.due.time ?? "";
  await waitFor(async () => expect((await time()).value).toBe(passed));
  waiting.forEach((there) => there());
  await new Promise((turn) => setTimeout(turn, 20));
  expect((await time()).value).toBe(passed);
});

test("in the list, what was typed for one post is not offered for another", async () => {
  const on = stage(Today, ["today"]);
  const acts = (id: string) =>
    ({ asking: { kind: "plan", post: on.world.find(id) }, close: () => undefined }) as unknown as Acts;
  const list = render(Asking, { acts: acts("w1") });
  const first = await time();
  await userEvent.clear(first);
  await userEvent.type(first, "21:45");
  await list.rerender({ acts: acts("w3") });
  await waitFor(async () => expect((await time()).value).toBe("18:30"));
});
