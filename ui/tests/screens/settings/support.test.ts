// The support report: all of it is shown before it is saved, what was shown is what is saved, and nothing that was written
// into it becomes markup.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { supportReport } from "../../../dev/fixtures/support";
import { toasts } from "../../../src/kit/toasts.svelte";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.support;

async function asked(answers: Parameters<typeof stage>[3] = {}) {
  const on = stage(Settings, ["settings", "laptop"], { person: "p-anil" }, answers);
  await userEvent.click(await screen.findByRole("button", { name: w.button }));
  return { on, sheet: await screen.findByRole("dialog", { name: w.sheet.title }) };
}
const save = (sheet: HTMLElement) =>
  userEvent.click(within(sheet).getByRole("button", { name: w.sheet.save }));

test("all of the report is shown before anything is saved", async () => {
  const { on, sheet } = await asked();
  const preview = await within(sheet).findByRole("region", { name: w.sheet.preview });
  expect(preview.textContent).toBe(supportReport);
  expect(preview.tabIndex).toBe(0);
  expect(within(sheet).getByText(w.sheet.sentNowhere)).toBeTruthy();
  expect(on.sent("support_report_save")).toHaveLength(0);
});

test("what was shown is saved, and the sheet closes", async () => {
  const { on, sheet } = await asked();
  await within(sheet).findByRole("region", { name: w.sheet.preview });
  await save(sheet);
  await waitFor(() => expect(toasts.current?.text).toBe(w.saved));
  expect(screen.queryByRole("dialog", { name: w.sheet.title })).toBeNull();
  expect(on.sent("support_report"), "it is not made anew between showing and saving").toHaveLength(1);
});

test("whoever closes the file dialog still sees the report", async () => {
  const { on, sheet } = await asked({ support_report_save: () => false });
  await within(sheet).findByRole("region", { name: w.sheet.preview });
  await save(sheet);
  await waitFor(() => expect(on.sent("support_report_save")).toHaveLength(1));
  expect(within(sheet).getByRole("region", { name: w.sheet.preview })).toBeTruthy();
});

test("a report that could not be made can't be saved, and is asked for again", async () => {
  const { on, sheet } = await asked({
    support_report: () => {
      throw refusal("disk", "The disk does not answer as it should.");
    },
  });
  const said = await within(sheet).findByRole("alert");
  expect(said.textContent).toContain("The disk does not answer");
  await save(sheet);
  expect(on.sent("support_report_save")).toHaveLength(0);
  on.answer("support_report", () => supportReport);
  await userEvent.click(within(said).getByRole("button", { name: words.kit.errors.retry }));
  expect(await within(sheet).findByRole("region", { name: w.sheet.preview })).toBeTruthy();
});

test("a file that can't be written is said, and the report stays", async () => {
  const { sheet } = await asked({
    support_report_save: () => {
      throw refusal("disk", "It could not be saved there.");
    },
  });
  await within(sheet).findByRole("region", { name: w.sheet.preview });
  await save(sheet);
  expect((await within(sheet).findByRole("alert")).textContent).toContain("It could not be saved there.");
  expect(within(sheet).getByRole("region", { name: w.sheet.preview })).toBeTruthy();
});

test("markup in a report is shown as it stands", async () => {
  const hostile = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
  const { sheet } = await asked({ support_report: () => hostile });
  const preview = await within(sheet).findByRole("region", { name: w.sheet.preview });
  expect(preview.textContent).toBe(hostile);
  expect(preview.children).toHaveLength(0);
});
