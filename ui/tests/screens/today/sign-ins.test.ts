// Today: channels whose sign-in somebody has to mend, and nothing of it while there are none.

import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { fixtureHost } from "../../../dev/fixtures/host";
import { ordinary } from "../../../dev/fixtures/scenes";
import type { Today as Day } from "../../../src/api/bindings/Today";
import Today from "../../../src/screens/Today.svelte";
import { isCalm, needsOf } from "../../../src/screens/today/needs";
import { words } from "../../../src/words";
import { stage } from "../support";

const text = words.today.signIns;
const section = () => screen.findByRole("region", { name: new RegExp(text.title) });

test("each leads to its channel's page, with a word, a sentence and a button", async () => {
  stage(Today, ["today"], { signIns: true, person: "p-anil" });
  const shown = within(await section());
  const row = shown.getByRole("link", { name: "Vaccination page" }).closest("li") as HTMLElement;
  expect(shown.getByRole("link", { name: "Vaccination page" }).getAttribute("href")).toBe(
    "#/settings/channels%3Ac-fb3",
  );
  expect(row.textContent).toContain(words.connect.need.ended);
  expect(row.textContent).toContain("ended on Wed 18 Nov");
  expect(within(row).getByRole("link", { name: text.again })).toBeTruthy();
  expect(shown.queryByText(text.administrator)).toBeNull();
});

test("a refused channel stands there with the platform's reason", async () => {
  stage(Today, ["today"], { refused: true, person: "p-anil" });
  const row = within(await section())
    .getByRole("link", { name: "Physiotherapy page" })
    .closest("li");
  expect(row?.textContent).toContain(words.connect.need.refused);
  expect(row?.textContent).toContain("no longer takes the key");
});

test("who is no administrator reads it without a button", async () => {
  stage(Today, ["today"], { signIns: true, person: "p-meera" });
  const shown = within(await section());
  expect(shown.getByText(text.administrator)).toBeTruthy();
  expect(shown.queryByRole("link", { name: text.again })).toBeNull();
  expect(shown.getByRole("link", { name: "Vaccination page" })).toBeTruthy();
});

test("there is no such section while all is well", async () => {
  stage(Today, ["today"], { person: "p-anil" });
  await screen.findByRole("region", { name: new RegExp(words.today.decisions.title) });
  expect(screen.queryByRole("region", { name: new RegExp(text.title) })).toBeNull();
});

test("a day with nothing but a sign-in to mend is not calm, and says so", async () => {
  const full = (await fixtureHost({ ...ordinary, signIns: true }).rpc("today_get", null)) as Day;
  const inbox = { open: 0, mine: 0, emergencies: 0, late: 0, snoozed: 0 };
  const day = { ...full, inbox, to_sign: [], needs_decision: [], changes_asked: [], drafts: [] };
  expect(isCalm(day)).toBe(false);
  expect(needsOf(day, true)).toBe("Two channels need a new sign-in.");
  expect(needsOf({ ...day, sign_ins: day.sign_ins.slice(0, 1) }, false)).toBe(
    "One channel needs a new sign-in.",
  );
  expect(isCalm({ ...day, sign_ins: [] })).toBe(true);
});
