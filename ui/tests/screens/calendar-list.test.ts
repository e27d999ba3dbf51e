// The calendar as a list: what is offered follows the state, and each verb sends its command.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import { summaries } from "../../dev/fixtures/posts";
import type { DisplayState } from "../../src/api/bindings/DisplayState";
import { route } from "../../src/kit/route.svelte";
import { toasts } from "../../src/kit/toasts.svelte";
import Queue from "../../src/screens/Calendar.svelte";
import { actionsFor, leadFor } from "../../src/screens/calendar/actions";
import { words } from "../../src/words";
import { refusal, stage } from "./support";

const w = words.queue;
vi.setConfig({ testTimeout: 30_000 });
const detail = () => screen.findByRole("complementary", { name: w.post });

function inState(state: DisplayState) {
  const found = summaries.find((post) => post.state === state);
  if (!found) throw new Error(`no post is ${state}`);
  return found;
}

describe("what is offered", () => {
  test.each([
    ["draft", ["plan", "compose"]],
    ["waiting", ["plan", "review", "clear"]],
    ["changes", ["plan", "compose", "clear"]],
    ["rejected", ["compose"]],
    ["signed", ["plan", "review", "clear", "callOff"]],
    ["going", ["review", "takeDown"]],
    ["retrying", ["review", "callOff", "takeDown"]],
    ["posted", ["permalink", "review", "takeDown"]],
    ["partly_posted", ["resolve", "retry", "plan", "permalink", "review", "takeDown"]],
    ["processing", ["review", "takeDown"]],
    ["handed_over", ["byHand", "review"]],
    ["failed", ["resolve", "retry", "plan", "compose", "callOff"]],
    ["doubt", ["resolve", "review", "takeDown"]],
    ["missed", ["resolve", "plan", "sendNow", "review", "callOff"]],
    ["expired", ["resolve", "plan", "review", "callOff"]],
    ["cancelled", ["plan", "review"]],
    ["removed", ["review"]],
  ] as const)("when it is %s", (state, actions) => {
    const post = inState(state);
    expect(actionsFor(post)).toEqual(actions);
    const lead = leadFor(post);
    if (lead) expect(actions).toContain(lead);
  });
});

test("trying again is one press on the row", async () => {
  const on = stage(Queue, ["queue"]);
  const row = (await screen.findByText(/Inhaler technique/)).closest("li") as HTMLElement;
  await userEvent.click(within(row).getByRole("button", { name: w.actions.retry }));
  await waitFor(() => expect(on.sent("delivery_retry")).toEqual([{ id: "f1" }]));
});

test("what went wrong stands at the post", async () => {
  const on = stage(Queue, ["queue"]);
  on.answer("delivery_retry", () => {
    throw refusal("stale", "There is nothing to try again about this post any more.");
  });
  const row = (await screen.findByText(/Inhaler technique/)).closest("li") as HTMLElement;
  await userEvent.click(within(row).getByRole("button", { name: w.actions.retry }));
  const alert = await within(await detail()).findByRole("alert");
  expect(alert.textContent).toContain("There is nothing to try again");
  expect(route.id).toBe("f1");
});

test("calling off and sending late ask first", async () => {
  const on = stage(Queue, ["queue", "s1"]);
  await userEvent.click(await within(await detail()).findByRole("button", { name: w.actions.callOff }));
  expect(on.sent("delivery_cancel")).toEqual([]);
  await userEvent.click(await screen.findByRole("button", { name: w.callOff.yes }));
  await waitFor(() => expect(on.sent("delivery_cancel")).toEqual([{ id: "s1" }]));
});

test("the time can be taken away, and put back", async () => {
  const on = stage(Queue, ["queue", "s1"]);
  await userEvent.click(await within(await detail()).findByRole("button", { name: w.actions.clear }));
  await waitFor(() => expect(on.sent("plan_drop")).toEqual([{ post_ids: ["s1"] }]));
  await waitFor(() => expect(toasts.current?.text).toBe(w.done.cleared));
  await toasts.current?.undo?.();
  expect(on.sent("plan_undo")).toHaveLength(1);
  expect(on.world.find("s1").plan?.due.time).toBe("18:30");
});

test("an address opens outside, and only as an act", async () => {
  const on = stage(Queue, ["queue", "p2"]);
  const name = w.actions.permalink(words.kit.platforms.x);
  await userEvent.click(await within(await detail()).findByRole("button", { name }));
  await waitFor(() =>
    expect(on.sent("link_open")).toEqual([{ url: "https://x.com/lakeside_clinic/status/2" }]),
  );
});

test("J and K move, M moves the post in time, Enter opens it", async () => {
  stage(Queue, ["queue"]);
  await screen.findByText(/Your child’s first/);
  await userEvent.keyboard("j");
  expect(route.id).toBe("p1");
  await userEvent.keyboard("jk");
  expect(route.id).toBe("p1");
  await userEvent.keyboard("m");
  expect(screen.queryByRole("dialog")).toBeNull(); // what is public has no other time

  await userEvent.click(screen.getByText(/Evening hours/));
  await waitFor(() => expect(route.id).toBe("s2"));
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("m");
  expect(await screen.findByRole("dialog", { name: words.plan.move })).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("{Enter}");
  expect([route.screen, route.id]).toEqual(["review", "s2"]);
});

test("what is past is asked for", async () => {
  const on = stage(Queue, ["queue"]);
  await screen.findByText(/Your child’s first/);
  await userEvent.click(screen.getByRole("switch", { name: w.past }));
  await screen.findByText(/Old price list/);
  expect(on.sent("queue_list").at(-1)).toEqual({ past: true });
});
