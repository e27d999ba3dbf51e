// Settings, fixed answers: what stands there is what is signed, once for all that will be given; and who may not sign reads.

import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { pinQuestion } from "../../../src/api";
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
