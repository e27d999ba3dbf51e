// A channel's page: what it can do, its allowances with their numbers, its last calls, and the test of its connection.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.channel;
const page = (id = "c-x", scene = {}, answers = {}) =>
  stage(Settings, ["settings", `channels:${id}`], { person: "p-anil", ...scene }, answers);

test("a row of the list leads to the channel's page, and the page back", async () => {
  stage(Settings, ["settings", "channels"], { person: "p-anil" });
  await userEvent.click(await screen.findByRole("link", { name: "Clinic on X" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Clinic on X" })).toBeTruthy();
  await userEvent.click(screen.getByRole("link", { name: w.back }));
  expect(await screen.findByRole("link", { name: "Clinic page" })).toBeTruthy();
});

test("each kind says in a word whether it can, and how far", async () => {
  page("c-fb2", { refused: true });
  const kinds = await screen.findByRole("region", { name: w.abilities });
  const row = (name: string) =>
    within(kinds).getByText(name, { selector: "dt" }).parentElement as HTMLElement;
  expect(row(w.ability.text).textContent).toContain(w.state.by_hand);
  expect(within(kinds).getByText(/Connect the channel again/).textContent).toContain(w.toMend);
  expect(row(w.ability.text).textContent).toContain(w.careful);
  expect(row(w.ability.read_back).textContent).toContain(w.state.not_ready);
  expect(row(w.ability.thread).textContent).toContain(w.state.never);
});

test("an allowance shows its numbers beside its bar, and those that nobody comes near to are folded away", async () => {
  page();
  const shown = await screen.findByRole("region", { name: w.allowances });
  expect(within(shown).getByText(w.used(3, 100))).toBeTruthy();
  expect(within(shown).getByText(w.used(41, 10_000))).toBeTruthy();
  const others = within(shown).getByText(w.others(2)).closest("details") as HTMLDetailsElement;
  expect(others.open).toBe(false);
});

test("a pause says until when, on the list and on the page, and that nothing is left", async () => {
  page("c-x", { resting: true });
  expect((await screen.findByText(new RegExp(w.restsUntil))).textContent).toContain("14:21");
  expect(screen.getByText(w.closed)).toBeTruthy();
});

test("a call is told in words, and its template stands behind its details", async () => {
  page();
  const table = await screen.findByRole("table", { name: w.callsTable });
  const lost = within(table).getByText(w.end.lost).closest("tr") as HTMLElement;
  expect(within(lost).getByRole("rowheader").textContent).toBe("Publish a post");
  expect(within(table).queryByText(/\/2\/tweets/)).toBeNull();
  const more = within(lost).getByRole("button", { name: w.detailsOf("Publish a post", "11:30") });
  await userEvent.click(more);
  expect(more.getAttribute("aria-expanded")).toBe("true");
  expect(within(table).getByText(/POST \/2\/tweets/)).toBeTruthy();
  expect(within(table).getByText("no answer in time")).toBeTruthy();
  await userEvent.click(more);
  expect(within(table).queryByText(/\/2\/tweets/)).toBeNull();
});

test("without calls it says so", async () => {
  page(
    "c-x",
    {},
    {
      channel_readiness: async (_: never, go: () => Promise<unknown>) => ({
        ...((await go()) as object),
        calls: [],
        allowances: [],
      }),
    },
  );
  expect(await screen.findByText(w.noCalls)).toBeTruthy();
  expect(screen.getByText(w.noAllowances("X"))).toBeTruthy();
});

test("the test waits, then says what came of it, and the page is read again", async () => {
  const on = page("c-fb2", { refused: true });
  let letGo: () => void = () => undefined;
  on.answer("channel_test", (_, go) => new Promise((done) => (letGo = () => done(undefined))).then(go));
  await screen.findByRole("region", { name: w.calls });
  const before = on.sent("channel_readiness").length;
  await userEvent.keyboard("t");
  expect(await screen.findByText(w.testing("Facebook"))).toBeTruthy();
  const button = screen.getByRole("button", { name: new RegExp(w.test) });
  expect(button.getAttribute("aria-busy")).toBe("true");
  await userEvent.click(button);
  expect(on.sent("channel_test")).toEqual([{ id: "c-fb2" }]);
  letGo();
  expect(await screen.findByText(w.bad)).toBeTruthy();
  expect(screen.getByText(/does not accept this channel's sign-in any more/)).toBeTruthy();
  expect(screen.getByText(/code 190\/460/)).toBeTruthy();
  await waitFor(() => expect(on.sent("channel_readiness").length).toBeGreaterThan(before));
});

test("a test that can't be made says why", async () => {
  const on = page();
  on.answer("channel_test", () => {
    throw refusal("stale", "This channel has no connection that could be tested. Connect it first.");
  });
  await userEvent.click(await screen.findByRole("button", { name: new RegExp(w.test) }));
  expect(await screen.findByText(/no connection that could be tested/)).toBeTruthy();
});

test("a page that can't be read says so and asks again", async () => {
  page("c-x", { failing: new Set(["channel_readiness"]) });
  expect(await screen.findByText(w.failed)).toBeTruthy();
});
