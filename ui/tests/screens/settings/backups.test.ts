// Settings, backups: when the last one was made, where they go, what is wrong; and the choices of whoever may make them.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { backups, stickAway } from "../../../dev/fixtures/backups";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.backups;
const opened = (person = "p-anil", scene = {}) =>
  stage(Settings, ["settings", "backups"], { person, ...scene });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

test("the last backup, its folder and all that are kept are shown with their sizes", async () => {
  opened("p-anil");
  const table = await screen.findByRole("table");
  expect(within(table).getAllByRole("row")).toHaveLength(backups.kept.length + 1);
  expect(within(table).getByText("412 MB")).toBeTruthy();
  expect(screen.getByText(backups.place)).toBeTruthy();
  expect(screen.getByText(w.automatic(14))).toBeTruthy();
});

test("one is made when it is asked for, and says so while it is made", async () => {
  const on = opened("p-anil");
  await press(w.make);
  await waitFor(() => expect(on.sent("backup_make")).toHaveLength(1));
  const button = await screen.findByRole("button", { name: w.making });
  expect(button.getAttribute("aria-disabled")).toBe("true");
});

test("a folder that is away is said with what to do, and the system's own words are folded away", async () => {
  opened("p-anil", { stickAway: true });
  expect(await screen.findByText(w.problem)).toBeTruthy();
  expect(screen.getByText(stickAway.problem ?? "")).toBeTruthy();
  expect(screen.getByText(w.old)).toBeTruthy();
  expect(screen.getByText(w.listEmpty)).toBeTruthy();
});

test("a folder that can't be used is refused with its sentence, and the one before stays", async () => {
  const on = opened("p-anil");
  const message = "This folder lies inside Countersign's own data.";
  on.answer("backup_place_choose", () => {
    throw refusal("invalid", message, "place");
  });
  await press(w.choose);
  expect((await screen.findByRole("alert")).textContent).toContain(message);
  expect(screen.getByText(backups.place)).toBeTruthy();
});

test("whoever closes the file dialog changes nothing", async () => {
  const on = opened("p-anil");
  on.answer("backup_place_choose", () => null);
  await press(w.choose);
  await waitFor(() => expect(on.sent("backup_place_choose")).toEqual([{ on_laptop: false }]));
  expect(screen.getByText(backups.place)).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a backup says when it was read again, and only of that one that it is whole since", async () => {
  opened("p-anil");
  const table = await screen.findByRole("table");
  expect(within(table).getAllByText(w.whole)).toHaveLength(1);
  const again = within(table).getAllByText(new RegExp(w.readAgain));
  expect(again).toHaveLength(backups.kept.length - 1);
  expect(again[0]?.textContent).toContain("07:31");
});
