// Settings, signed beforehand: what stands there is what is signed, once for all that will be given or done; and who may not sign reads.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test, vi } from "vitest";

import { pinQuestion } from "../../../src/api";
import PinSheet from "../../../src/app/PinSheet.svelte";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.settings.fixed;
vi.setConfig({ testTimeout: 30_000 });
const fixed = (scene = {}, answers = {}) => stage(Settings, ["settings", "fixed"], scene, answers);

test("a doctor signs the very answers that are ticked, with the PIN, and they stand as signed", async () => {
  const on = fixed();
  await screen.findByText(w.none);
  const section = (await screen.findByRole("heading", { name: w.kinds.emergency })).closest("section");
  await userEvent.click(within(section as HTMLElement).getByRole("checkbox", { name: /Hindi/ }));
  await userEvent.click(screen.getByRole("button", { name: w.sign(3) }));
  await vi.waitFor(() => expect(pinQuestion.current?.fixed?.texts).toHaveLength(3));
  expect(on.sent("fixed_answer_choose").at(-1)).toEqual({
    answers: [
      { kind: "emergency", language: "en" },
      { kind: "emergency", language: "hi" },
      { kind: "crisis", language: "en" },
    ],
    gestures: [],
  });
  on.world.penOut = true;
  pinQuestion.answer(true);
  await screen.findByText(w.inForce("Fri 21 May"));
  expect(screen.getAllByText(w.signed)).toHaveLength(3);
  expect(screen.getAllByText(w.unsigned)).toHaveLength(1);
});

test("a channel that was connected since the signature is named, and the signature can be taken back", async () => {
  fixed({ fixedSigned: true });
  await screen.findByText(w.notThere);
  await userEvent.click(screen.getByRole("button", { name: w.takeBack }));
  await userEvent.click(await screen.findByRole("button", { name: w.takeBackDo }));
  await screen.findByText(w.none);
});

test("nothing is signed without a ticked answer, and who is no doctor reads only", async () => {
  fixed({ person: "p-anil" });
  await screen.findByText(w.doctorOnly);
  expect(screen.queryAllByRole("checkbox")).toHaveLength(0);
  expect(screen.queryByRole("button", { name: w.takeBack })).toBeNull();
});

test("a refusal is said and what was ticked stays", async () => {
  fixed(
    {},
    {
      fixed_answer_choose: () => {
        throw refusal("disk", "The disk is full.");
      },
    },
  );
  const boxes = await screen.findAllByRole<HTMLInputElement>("checkbox");
  for (const box of boxes) if (box.checked) await userEvent.click(box);
  await screen.findByText(w.nothing);
  await userEvent.click(boxes[0] as HTMLInputElement);
  await userEvent.click(screen.getByRole("button", { name: w.sign(1) }));
  await screen.findByText(w.failed);
  expect((boxes[0] as HTMLInputElement).checked).toBe(true);
});

const signs = words.gestures.signs;
const channel = (name: string) => screen.findByRole("region", { name: new RegExp(`${name}$`) });

test("what may be done without words is ticked by channel and signed with the answers, in one signature", async () => {
  const on = fixed();
  const page = within(await channel("Clinic page"));
  await userEvent.click(page.getByRole("checkbox", { name: signs.label.hide }));
  await userEvent.click(page.getByRole("checkbox", { name: signs.label.like }));
  await userEvent.click(screen.getByRole("button", { name: w.sign(2, 2) }));
  await vi.waitFor(() => expect(pinQuestion.current?.fixed?.gestures).toHaveLength(2));
  expect(on.sent("fixed_answer_choose").at(-1)).toMatchObject({
    gestures: [
      { channel_id: "c-fb", gesture: "hide" },
      { channel_id: "c-fb", gesture: "like" },
    ],
  });
  on.world.penOut = true;
  pinQuestion.answer(true);
  await screen.findByText(w.inForce("Fri 21 May"));
  expect(page.getAllByText(signs.signed)).toHaveLength(2);
  expect(page.getAllByText(signs.unsigned)).toHaveLength(1);
  expect(within(await channel("Clinic on X")).queryByText(signs.signed)).toBeNull();
});

test("gestures are signed without any answer, and then no channel is missing for answers", async () => {
  const on = fixed();
  const boxes = await screen.findAllByRole<HTMLInputElement>("checkbox");
  for (const box of boxes) if (box.checked) await userEvent.click(box);
  await screen.findByText(w.nothing);
  const x = within(await channel("Clinic on X"));
  expect(x.getByText(/Enterprise plan/)).toBeTruthy();
  await userEvent.click(x.getByRole("checkbox", { name: signs.label.repost }));
  await userEvent.click(screen.getByRole("button", { name: w.sign(0, 1) }));
  await vi.waitFor(() => expect(pinQuestion.current?.fixed?.texts).toEqual([]));
  on.world.penOut = true;
  pinQuestion.answer(true);
  await screen.findByText(w.inForce("Fri 21 May"));
  expect(screen.queryByText(w.notThere)).toBeNull();
});

test("every line that the signature covers is shown beside the PIN", async () => {
  const on = fixed({ fixedSigned: true });
  await userEvent.click(await screen.findByRole("button", { name: w.sign(2, 3) }));
  await vi.waitFor(() => expect(pinQuestion.current?.fixed).toBeDefined());
  const question = pinQuestion.current;
  if (!question) throw new Error("nothing is asked");
  render(PinSheet, { question });
  const sheet = await screen.findByRole("dialog", { name: words.app.sign.fixedTitle });
  for (const text of question.fixed?.texts ?? []) expect(within(sheet).getByText(text)).toBeTruthy();
  for (const gesture of ["hide", "like", "delete"] as const)
    expect(
      within(sheet).getByText(signs.line("Clinic page", "Facebook", signs.inLine[gesture])),
    ).toBeTruthy();
  const found = await axe.run(sheet, { rules: { "color-contrast": { enabled: false } } });
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  expect(on.sent("fixed_answers_sign")).toHaveLength(0);
});

test("taking the signature back says that it takes back all of it, and does", async () => {
  const on = fixed({ fixedSigned: true });
  await userEvent.click(await screen.findByRole("button", { name: w.takeBack }));
  await screen.findByText(/nothing is done without words/);
  await userEvent.click(screen.getByRole("button", { name: w.takeBackDo }));
  await screen.findByText(w.none);
  expect(on.sent("fixed_answers_revoke")).toHaveLength(1);
  expect(within(await channel(signs.title)).queryByText(signs.signed)).toBeNull();
});

test("where no channel takes a gesture it says so, and a refusal of answers without a channel is said", async () => {
  const on = fixed({ empty: true });
  await screen.findByText(signs.none);
  await userEvent.click(screen.getByRole("button", { name: w.sign(2) }));
  await screen.findByText(/Connect one first/);
  expect(on.sent("fixed_answers_sign")).toHaveLength(0);
});
