// To whom a message goes: the list that is shown is the list that is signed for.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { templates } from "../../../dev/fixtures/messages";
import type { Audience } from "../../../src/api/bindings/Audience";
import type { PostSave } from "../../../src/api/bindings/PostSave";
import Compose from "../../../src/screens/Compose.svelte";
import { words } from "../../../src/words";
import { refusal, stage, type Stage } from "../support";

const w = words.message;
const opened = (id: string) => stage(Compose, ["compose", id], { person: "p-anil", messages: true });
const list = () => screen.getByLabelText<HTMLSelectElement>(w.audience.choose);

async function pick(name: RegExp | string) {
  const option = await screen.findByRole("option", { name });
  await userEvent.selectOptions(list(), option);
}

/** To whom the message goes that was kept last. */
async function kept(on: Stage, list: string | undefined) {
  await waitFor(
    () => {
      const saved = on.sent("post_save").at(-1) as PostSave | undefined;
      const options = saved?.content.options;
      const audience: Audience | null | undefined =
        options?.platform === "whatsapp" ? options.template?.audience : undefined;
      expect(saved).toBeDefined();
      expect(audience?.list).toBe(list);
    },
    { timeout: 4000 },
  );
}

test("a list that can't be taken is not shown as chosen: the message still goes to the one before", async () => {
  const on = opened("wa-half");
  await pick(/^Flu vaccine/);
  await screen.findByText(w.audience.count(211));
  on.answer("audience_take", () => Promise.reject(refusal("internal", "The list can’t be read now.")));
  await pick(/^News of the clinic/);
  expect(await screen.findByText("The list can’t be read now.")).toBeTruthy();
  await waitFor(() => expect(list()).toHaveProperty("value", "l-flu"));
  expect(screen.getByText(w.audience.count(211))).toBeTruthy();
  await kept(on, "l-flu");
});

test("a first list that can't be taken leaves none chosen", async () => {
  const on = opened("wa-half");
  on.answer("audience_take", () => Promise.reject(refusal("internal", "The list can’t be read now.")));
  await pick(/^Flu vaccine/);
  expect(await screen.findByText("The list can’t be read now.")).toBeTruthy();
  await waitFor(() => expect(list()).toHaveProperty("value", ""));
});

test("choosing no list takes the recipients out of the message", async () => {
  const on = opened("wa-half");
  await pick(/^Flu vaccine/);
  await screen.findByText(w.audience.count(211));
  await kept(on, "l-flu");
  await pick(w.audience.none);
  await waitFor(() => expect(screen.queryByText(w.audience.count(211))).toBeNull());
  expect(screen.queryByText("3 said stop.")).toBeNull();
  expect(list()).toHaveProperty("value", "");
  await kept(on, undefined);
  expect(on.sent("audience_take")).toHaveLength(1);
});

test("a list taken for the template before is dropped where the next is of another kind, and that is said", async () => {
  const on = opened("wa-half");
  let answer: () => void = () => undefined;
  on.answer("audience_take", async (_, go) => {
    await new Promise<void>((done) => (answer = done));
    return go();
  });
  await pick(/^Flu vaccine/);
  await waitFor(() => expect(on.sent("audience_take")).toHaveLength(1));
  const visit = templates.find(({ seen }) => seen.category === "utility")?.seen;
  if (!visit) throw new Error("no template of another kind");
  await userEvent.click(screen.getByRole("button", { name: w.template.another }));
  const sheet = await screen.findByRole("dialog");
  const use = w.template.useOf(visit.name, visit.language);
  await userEvent.click(await within(sheet).findByRole("button", { name: use }));
  answer();
  expect(await screen.findByText(w.audience.otherTemplate)).toBeTruthy();
  await waitFor(() => expect(list()).toHaveProperty("value", ""));
  expect(screen.queryByText(w.audience.count(211))).toBeNull();
  await kept(on, undefined);
});
