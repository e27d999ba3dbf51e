// Settings, recipients: a new consent of somebody who is known, their name, and what they had agreed to before.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.settings.recipients;
const opened = () => stage(Settings, ["settings", "recipients"], { person: "p-anil", messages: true });
const rowOf = async (name: string) => (await screen.findByText(name)).closest("li") as HTMLElement;

/** Opens what a recipient's menu has under a name. */
async function choose(name: string, entry: string) {
  await userEvent.click(within(await rowOf(name)).getByRole("button", { name: w.actsOf(name) }));
  await userEvent.click(await screen.findByRole("menuitem", { name: entry }));
  return screen.findByRole("dialog");
}

const field = (sheet: HTMLElement, label: string) => within(sheet).getByLabelText(new RegExp(`^${label}`));

test("what was agreed to before stands below what counts now, the latest first", async () => {
  opened();
  const one = await rowOf("Devika Menon");
  expect(one.textContent).toContain(w.agreed("Thu 12 Nov 2026", "Told us by phone", w.agreedTo.service));
  expect(one.textContent).toContain(
    w.earlier(w.agreed("Mon 5 Oct 2026", "Signed the form at reception", w.agreedTo.marketing)),
  );
  const many = await rowOf("Lakshmi Venkataraman");
  await userEvent.click(within(many).getByText(w.earlierMany(2)));
  const days = [...many.querySelectorAll("details p")].map(
    (line) => /on (.+?) to/.exec(line.textContent)?.[1],
  );
  expect(days).toEqual(["Tue 17 Feb 2026", "Tue 8 Oct 2024"]);
  expect((await rowOf("Asha Nair")).textContent).not.toContain("Earlier");
});

test("a new consent asks to what, keeps the one before, and its day is read as people type it", async () => {
  const on = opened();
  const sheet = await choose("Asha Nair", w.renew);
  expect(within(sheet).getByText(/^Now: Agreed on Mon 5 Oct 2026 to marketing/)).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: w.renewDo }));
  expect(await within(sheet).findByText(w.sheet.toWanted)).toBeTruthy();
  expect(on.sent("recipient_consent_renew")).toEqual([]);
  await userEvent.selectOptions(field(sheet, w.sheet.to), "service");
  expect(within(sheet).getByText(w.lowers)).toBeTruthy();
  await userEvent.type(field(sheet, w.sheet.on), "2026.11.9");
  await userEvent.type(field(sheet, w.sheet.how), "Told us by phone");
  await userEvent.click(within(sheet).getByRole("button", { name: w.renewDo }));
  await waitFor(() =>
    expect(on.sent("recipient_consent_renew")).toEqual([
      {
        id: "k1",
        consent_to: "service",
        consent_on: "2026-11-09",
        consent_how: "Told us by phone",
        consent_proof: "",
      },
    ]),
  );
  await waitFor(async () => {
    const now = await rowOf("Asha Nair");
    expect(now.textContent).toContain(w.agreed("Mon 9 Nov 2026", "Told us by phone", w.agreedTo.service));
    expect(now.textContent).toContain("Earlier: Agreed on Mon 5 Oct 2026");
  });
});

test("what the core refuses is said at its field, and what was typed stays", async () => {
  const on = opened();
  const message = "The day of the consent lies in the future.";
  on.answer("recipient_consent_renew", () => {
    throw refusal("invalid", message, "consent_on");
  });
  const sheet = await choose("Asha Nair", w.renew);
  await userEvent.selectOptions(field(sheet, w.sheet.to), "marketing");
  expect(within(sheet).queryByText(w.lowers)).toBeNull();
  await userEvent.type(field(sheet, w.sheet.on), "next week");
  await userEvent.type(field(sheet, w.sheet.how), "Form");
  await userEvent.click(within(sheet).getByRole("button", { name: w.renewDo }));
  expect(await within(sheet).findByText(message)).toBeTruthy();
  expect(on.sent("recipient_consent_renew")).toMatchObject([{ consent_on: "next week" }]);
  expect(field(sheet, w.sheet.how)).toHaveProperty("value", "Form");
});

test("no new consent is offered for somebody who said stop", async () => {
  opened();
  const one = await rowOf("Farhan Ali");
  await userEvent.click(within(one).getByRole("button", { name: w.actsOf("Farhan Ali") }));
  expect(await screen.findByRole("menuitem", { name: w.rename })).toBeTruthy();
  expect(screen.queryByRole("menuitem", { name: w.renew })).toBeNull();
});

test("a name is mended, and the sheet says what to do about a number", async () => {
  const on = opened();
  const sheet = await choose("Devika Menon", w.rename);
  expect(within(sheet).getByText(w.renameText)).toBeTruthy();
  const name = field(sheet, w.sheet.name);
  await userEvent.clear(name);
  await userEvent.type(name, "Devika Pillai");
  await userEvent.click(within(sheet).getByRole("button", { name: words.kit.save }));
  await waitFor(() => expect(on.sent("recipient_rename")).toEqual([{ id: "k2", name: "Devika Pillai" }]));
  expect(await screen.findByText("Devika Pillai")).toBeTruthy();
});
