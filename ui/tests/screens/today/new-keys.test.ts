// Today: whoever can sign in this clinic is known to everybody who signs.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Today from "../../../src/screens/Today.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const text = words.today.newKeys;
const section = () => screen.queryByRole("region", { name: new RegExp(text.title) });

test("a new key is told with whose it is and who enrolled it, until the doctor knows", async () => {
  const on = stage(Today, ["today"], { twoDoctors: true });
  const shown = within(await screen.findByRole("region", { name: new RegExp(text.title) }));
  expect(shown.getByRole("link", { name: text.line("Dr. Jonas Weber") })).toBeTruthy();
  expect(shown.getByText("5b7a 02ce 91f4")).toBeTruthy();
  expect(shown.getByText(/Enrolled by Anil Kumar/)).toBeTruthy();
  await userEvent.click(shown.getByRole("button", { name: text.knowOf("Dr. Jonas Weber") }));
  await waitFor(() => expect(section()).toBeNull());
  expect(on.sent("key_known")).toEqual([{ keys: ["k-jonas"] }]);
});

test("who does not sign is not told", async () => {
  stage(Today, ["today"], { twoDoctors: true, person: "p-anil" });
  await screen.findByRole("region", { name: new RegExp(words.today.decisions.title) });
  expect(section()).toBeNull();
});
