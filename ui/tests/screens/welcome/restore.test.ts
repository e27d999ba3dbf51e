// Restoring from the first screen: the folder, the backup, the recovery key in the private window.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { found, putAside } from "../../../dev/fixtures/backups";
import { problem, type Scene } from "../../../dev/fixtures/scenes";
import App from "../../../src/app/App.svelte";
import { words } from "../../../src/words";
import { open, settle } from "../../fixture";

const w = words.backups.first;
let window: ReturnType<typeof open>;
afterEach(() => window.close());

async function first(scene: Partial<Scene>) {
  window = open({ active: null, ...scene });
  render(App);
  await settle(40);
}

const sent = (name: string) => window.host.asked.filter((one) => one.name === name).map((one) => one.request);
const press = async (name: string) => {
  await userEvent.click(await screen.findByRole("button", { name }));
  await settle(40);
};

test("a backup is chosen in its folder and becomes the clinic", async () => {
  await first({ realExists: false });
  await press(w.choice);
  expect(screen.getByRole("heading", { name: w.title })).toBeTruthy();
  await press(w.pick);
  const list = screen.getByRole("group", { name: w.ask });
  const [newest, , damaged] = within(list).getAllByRole<HTMLInputElement>("radio");
  expect([newest?.checked, damaged?.disabled]).toEqual([true, true]);
  expect(within(list).getByText(found.backups[2]?.problem ?? "")).toBeTruthy();
  expect(screen.getByText(w.next)).toBeTruthy();
  await press(w.submit);
  expect(sent("workspace_restore")).toEqual([{ number: 0 }]);
});

test("a folder without a backup says which one to choose", async () => {
  await first({ realExists: false });
  const act = window.host.act.bind(window.host);
  window.host.act = (async (name: never, args: never) =>
    name === "backup_find" ? { folder: "/tmp", backups: [] } : act(name, args)) as typeof act;
  await press(w.choice);
  await press(w.pick);
  expect(screen.getByText(w.none)).toBeTruthy();
  expect(screen.queryByRole("button", { name: w.submit })).toBeNull();
});

test("a clinic that was put aside is named as long as nothing took its place, and its folder is shown", async () => {
  const own = words.backups.aside;
  window = open({ active: null, realExists: false });
  window.host.world.laptop.put_aside = [putAside];
  render(App);
  await settle(40);
  expect(screen.getByText(own.title)).toBeTruthy();
  expect(screen.getByText(own.in(putAside.folder))).toBeTruthy();
  expect(screen.getByText(own.unfinished, { exact: false })).toBeTruthy();
  await press(own.show);
  expect(sent("put_aside_show")).toEqual([{ at: putAside.at.at }]);
  window.host.world.laptop.put_aside = [];
  await press(own.show);
  expect(screen.getByRole("alert").textContent).toContain("not there any more");
  window.close();
  document.body.innerHTML = "";
  window = open({ active: null });
  window.host.world.laptop.put_aside = [putAside];
  render(App);
  await settle(40);
  expect(screen.queryByText(own.title), "where a clinic works, it is told under Settings").toBeNull();
});

test("it is offered in the place of a damaged clinic, and never beside one that works", async () => {
  await first({ problem: problem("damaged", "The file of this clinic can’t be read any more.") });
  await press(w.choice);
  await press(w.pick);
  expect(screen.getByText(w.aside)).toBeTruthy();
  window.close();
  document.body.innerHTML = "";
  await first({});
  expect(screen.queryByRole("button", { name: w.choice })).toBeNull();
});
