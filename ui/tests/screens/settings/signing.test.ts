// Settings, People: whose signatures a post needs, and the keys they are made with.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { alone } from "../../../dev/fixtures/people";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const own = words.settings.people.signing;
const keys = words.settings.people.keys;
const radio = (name: string) => screen.findByRole<HTMLInputElement>("radio", { name });

test("asking for two doctors is kept at once", async () => {
  const on = stage(Settings, ["settings", "people"], { person: "p-anil" });
  await userEvent.click(await radio(own.two));
  await waitFor(() => expect(on.sent("signing_rule_set")).toEqual([{ doctors: "two", own_words: true }]));
});

test("asking for one again is asked about first, and may be left", async () => {
  const on = stage(Settings, ["settings", "people"], { person: "p-anil", twoDoctors: true });
  await userEvent.click(await radio(own.one));
  const asked = within(await screen.findByRole("dialog", { name: own.lowerTitle }));
  expect(on.sent("signing_rule_set")).toEqual([]);
  await userEvent.click(asked.getByRole("button", { name: words.kit.cancel }));
  await waitFor(async () => expect((await radio(own.two)).checked).toBe(true));
  expect(on.sent("signing_rule_set")).toEqual([]);
  await userEvent.click(await radio(own.one));
  const again = within(await screen.findByRole("dialog", { name: own.lowerTitle }));
  await userEvent.click(again.getByRole("button", { name: own.lowerDo }));
  await waitFor(() => expect(on.sent("signing_rule_set")).toEqual([{ doctors: "one", own_words: false }]));
});

test("what the core refuses is said, and the choice stands as it was", async () => {
  const on = stage(Settings, ["settings", "people"], { person: "p-anil" });
  on.answer("signing_rule_set", () => {
    throw refusal("invalid", "Two doctors can only be asked for where there are two.");
  });
  await userEvent.click(await radio(own.two));
  expect((await screen.findByRole("alert")).textContent).toContain("only be asked for where there are two");
  await waitFor(async () => expect((await radio(own.one)).checked).toBe(true));
});

test("whoever may not change it reads it in sentences", async () => {
  stage(Settings, ["settings", "people"], { person: "p-meera", twoDoctors: true });
  expect(await screen.findByText(`${own.twoNow} ${own.othersNow}`)).toBeTruthy();
  expect(screen.queryByRole("radio", { name: own.one })).toBeNull();
});

test("every key stands there with whose it is, who enrolled it and whether it still signs", async () => {
  stage(Settings, ["settings", "people"], { person: "p-meera", twoDoctors: true });
  const table = within(await screen.findByRole("table"));
  const row = (name: string) => table.getByRole("rowheader", { name }).closest("tr")?.textContent ?? "";
  expect(row("Dr. Jonas Weber")).toContain("by Anil Kumar");
  expect(row("Dr. Jonas Weber")).toContain(keys.inUse);
  expect(row("Dr. Suresh Iyer")).toContain(keys.retired);
});

test("that too few could sign is said before a person goes or stops being a doctor, and where it is so", async () => {
  const on = stage(Settings, ["settings", "people"], { person: "p-anil", restored: true });
  expect(await screen.findByText(own.short)).toBeTruthy();
  const people = words.settings.people;
  const menu = `Dr. Meera Rao: ${people.pinSet}, ${people.leave}`;
  await userEvent.click(await screen.findByRole("button", { name: menu }));
  await userEvent.click(await screen.findByRole("menuitem", { name: people.leave }));
  const leaving = within(await screen.findByRole("dialog", { name: people.leaveTitle("Dr. Meera Rao") }));
  expect(leaving.getByText(people.ifGone)).toBeTruthy();
  expect(leaving.getByText(alone)).toBeTruthy();
  await userEvent.click(leaving.getByRole("button", { name: words.kit.cancel }));

  await userEvent.click(screen.getByRole("button", { name: people.editOf("Dr. Meera Rao") }));
  const editing = within(await screen.findByRole("dialog", { name: people.editOf("Dr. Meera Rao") }));
  expect(editing.queryByText(people.ifGone)).toBeNull();
  await userEvent.click(editing.getByRole("checkbox", { name: words.kit.roles.doctor }));
  expect(editing.getByText(people.ifGone)).toBeTruthy();
  expect(on.sent("person_leave")).toEqual([]);
});
