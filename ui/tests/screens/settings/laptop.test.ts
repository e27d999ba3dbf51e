// This laptop under Settings: what a restore put aside is named there for good, and found from there.

import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { putAside } from "../../../dev/fixtures/backups";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const own = words.backups.aside;
const laptop = { start_at_login: false, can_start_at_login: true, has_tray: true, put_aside: [putAside] };

test("a clinic that was put aside stands there with its folder, and the folder is shown", async () => {
  const on = stage(
    Settings,
    ["settings", "laptop"],
    { person: "p-anil" },
    { laptop_get: () => laptop, put_aside_show: () => null },
  );
  expect(await screen.findByText(own.title)).toBeTruthy();
  expect(screen.getByText(own.in(putAside.folder))).toBeTruthy();
  expect(screen.queryByText(own.unfinished, { exact: false }), "another clinic took its place").toBeNull();
  await userEvent.click(screen.getByRole("button", { name: own.show }));
  expect(on.sent("put_aside_show")).toEqual([{ at: putAside.at.at }]);
  on.answer("put_aside_show", () => {
    throw refusal("invalid", "This computer has no program that shows folders.");
  });
  await userEvent.click(screen.getByRole("button", { name: own.show }));
  expect((await screen.findByRole("alert")).textContent).toContain("no program that shows folders");
});

test("where nothing was put aside nothing is said of it", async () => {
  stage(Settings, ["settings", "laptop"], { person: "p-anil" });
  await screen.findByText(words.settings.laptop.sleep);
  expect(screen.queryByText(own.title)).toBeNull();
});
