// How a channel's sign-in stands, on its page and in the list, and signing in again from there.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Scene } from "../../../dev/fixtures/scenes";
import { route } from "../../../src/kit/route.svelte";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.connect;
const own = w.signIn;
const page = (id: string, scene: Partial<Scene> = {}) =>
  stage(Settings, ["settings", `channels:${id}`], { person: "p-anil", signIns: true, ...scene });
const section = () => screen.findByRole("region", { name: own.title });

test("a sign-in that ends says when, that nothing renews it, and what was not allowed", async () => {
  page("c-fb");
  const shown = await section();
  expect(within(shown).getByText(/ends on Thu 26 Nov\. Sign in at Facebook again/)).toBeTruthy();
  expect(within(shown).getByText(own.ends, { selector: "dt" }).parentElement?.textContent).toContain(
    own.days(5),
  );
  expect(within(shown).getByText(own.byHand)).toBeTruthy();
  expect(within(shown).getByText(/write the first comment/)).toBeTruthy();
});

test("signing in again begins for this very channel, and leads to the page of the sign-in", async () => {
  const on = page("c-fb3");
  await screen.findByText(/ended on Wed 18 Nov\. Sign in/);
  await screen.findByRole("button", { name: new RegExp(own.again) });
  await userEvent.keyboard("s");
  await waitFor(() => expect(route.id).toBe("channels:connect:facebook:c-fb3"));
  expect(on.sent("login_begin")).toEqual([{ login: "facebook", channel_id: "c-fb3" }]);
  expect(await screen.findByRole("heading", { level: 2, name: w.waiting.title("Facebook") })).toBeTruthy();
  // Coming back from the list finds the channel again.
  await userEvent.click(screen.getByRole("link", { name: words.channel.back }));
  await userEvent.click(await screen.findByRole("link", { name: w.underWay.open }));
  expect(route.id).toBe("channels:connect:facebook:c-fb3");
});

test("a sign-in that can't begin says why on the channel's page, and leads to the steps", async () => {
  const on = page("c-fb3");
  on.answer("login_begin", () => {
    throw refusal("invalid", "Another program listens at the port of the sign-in.");
  });
  await userEvent.click(await screen.findByRole("button", { name: new RegExp(own.again) }));
  expect((await screen.findByRole("alert")).textContent).toContain("Another program listens");
  expect(route.id).toBe("channels:c-fb3");
  await userEvent.click(screen.getByRole("link", { name: own.steps }));
  expect(await screen.findByRole("region", { name: w.steps })).toBeTruthy();
});

test("without the clinic's app the steps come first", async () => {
  const on = page("c-fb3", { app: false });
  await userEvent.click(await screen.findByRole("link", { name: new RegExp(own.again) }));
  expect(await screen.findByText(w.needsApp)).toBeTruthy();
  expect(on.sent("login_begin")).toEqual([]);
});

test("a channel by hand is connected where its platform has a way, and by a token where it has none", async () => {
  const on = page("c-fb", { signIns: false });
  const byHand = (id: string) =>
    on.answer("channel_readiness", async (_, go) => {
      const read = (await go()) as { channel: object };
      return {
        ...read,
        channel: { ...read.channel, id, way: "by_hand", connection: "disconnected", sign_in: null },
      };
    });
  byHand("c-fb");
  on.emit("changed", ["channels"]);
  const link = await screen.findByRole("link", { name: own.connectIt });
  expect(within(await section()).getByText(own.handText)).toBeTruthy();
  await userEvent.click(link);
  await waitFor(() => expect(route.id).toBe("channels:connect:facebook:c-fb"));
});

test("a pasted token is pasted anew on a platform without a way", async () => {
  const on = page("c-x");
  const shown = await section();
  expect(within(shown).getByText(own.pasted)).toBeTruthy();
  expect(within(shown).getByText(own.noEnd("X"))).toBeTruthy();
  await userEvent.click(await within(shown).findByRole("button", { name: own.pasteAgain }));
  await waitFor(() => expect(on.sent("channel_connect")).toEqual([{ platform: "x", by_hand: null }]));
});

test("who is no administrator reads it, and who can mend it", async () => {
  const on = page("c-fb3", { person: "p-meera" });
  expect(within(await section()).getByText(own.administrator)).toBeTruthy();
  expect(screen.queryByRole("button", { name: new RegExp(own.again) })).toBeNull();
  expect(on.sent("login_list")).toEqual([]);
});

test("the list says it in a word and a sentence, and leads to the sign-in", async () => {
  stage(Settings, ["settings", "channels"], { person: "p-anil", signIns: true });
  const row = (await screen.findByRole("link", { name: "Vaccination page" })).closest("li") as HTMLElement;
  expect(within(row).getByText(w.need.ended)).toBeTruthy();
  expect(within(row).getByText(/ended on Wed 18 Nov/)).toBeTruthy();
  const soon = screen.getByRole("link", { name: "Clinic page" }).closest("li") as HTMLElement;
  expect(within(soon).getByText(w.need.ends_soon)).toBeTruthy();
  await userEvent.click(within(row).getByRole("button", { name: own.again }));
  await waitFor(() => expect(route.id).toBe("channels:connect:facebook:c-fb3"));
});
