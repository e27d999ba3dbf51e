// Resuming: at once after a stop like any other, and after a restore only once somebody said that the other laptop is off.

import { configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { session } from "../src/api";
import App from "../src/app/App.svelte";
import { go } from "../src/kit/route.svelte";
import { words } from "../src/words";
import { open } from "./fixture";

vi.setConfig({ testTimeout: 20_000 });
configure({ asyncUtilTimeout: 5_000 });

const say = words.app.stop;
let window: ReturnType<typeof open>;
afterEach(() => {
  window.close();
  session.set(undefined);
});

const asked = () => window.host.asked.filter((call) => call.name === "publishing_resume");

async function ask(scene: Parameters<typeof open>[0]) {
  window = open({ person: "p-anil", stopped: true, ...scene });
  go("today");
  render(App);
  await userEvent.click(await screen.findByRole("button", { name: say.resume }));
  return within(await screen.findByRole("dialog", { name: say.resumeTitle }));
}

test("after a restore it waits until somebody says that the other laptop is off", async () => {
  const dialog = await ask({ restored: true });
  const button = dialog.getByRole<HTMLButtonElement>("button", { name: say.resumeYes });
  expect(dialog.getByText(say.otherLaptopText)).toBeTruthy();
  await userEvent.click(button);
  await userEvent.keyboard("{Enter}");
  expect(asked()).toEqual([]);
  await userEvent.click(dialog.getByRole("checkbox", { name: new RegExp(say.otherLaptop) }));
  await userEvent.click(button);
  await waitFor(() => expect(asked().map(({ request }) => request)).toEqual([{ other_laptop_off: true }]));
});

test("after any other stop nothing is asked about another laptop", async () => {
  const dialog = await ask({});
  expect(dialog.queryByRole("checkbox")).toBeNull();
  await userEvent.click(dialog.getByRole("button", { name: say.resumeYes }));
  await waitFor(() => expect(asked().map(({ request }) => request)).toEqual([{ other_laptop_off: false }]));
});
