// Nobody answers into this program: that is said where a message is made and read, and louder where it asks for answers.

import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { TemplateButton } from "../../../src/api/bindings/TemplateButton";
import { asksForAnswer } from "../../../src/kit/message/answers";
import Compose from "../../../src/screens/Compose.svelte";
import Review from "../../../src/screens/Review.svelte";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const w = words.message;
const button = (kind: string): TemplateButton => ({ kind, text: "See the times", target: "" });
const opened = (id: string) => stage(Compose, ["compose", id], { person: "p-anil", messages: true });

test("STOP as a word, and a button that answers, ask for answers; other words and buttons do not", () => {
  expect(asksForAnswer("Answer STOP to get no more of these.", [])).toBe(true);
  expect(asksForAnswer("Reply “stop”.", [])).toBe(true);
  expect(asksForAnswer("उत्तर दें: STOP", [])).toBe(true);
  expect(asksForAnswer("A stopover at the clinic, unstoppable.", [])).toBe(false);
  expect(asksForAnswer("We are closed.", [button("QUICK_REPLY")])).toBe(true);
  expect(asksForAnswer("We are closed.", [button("URL"), button("PHONE_NUMBER")])).toBe(false);
});

test("who chooses a template reads that answers are not seen here", async () => {
  opened("wa-new");
  await userEvent.click(await screen.findByRole("button", { name: w.template.choose }));
  const sheet = await screen.findByRole("dialog");
  expect(within(sheet).getByText(w.answers.unseen)).toBeTruthy();
});

test("a message that offers STOP says that somebody has to look for the answers", async () => {
  opened("wa-half");
  expect(await screen.findByText(w.answers.asked)).toBeTruthy();
  expect(await screen.findByText(w.answers.unseen)).toBeTruthy();
});

test("a message without a template yet, or that asks for nothing, has no such notice", async () => {
  opened("wa-new");
  expect(await screen.findByText(w.answers.unseen)).toBeTruthy();
  expect(screen.queryByText(w.answers.asked)).toBeNull();
});

test("the doctor reads it beside the message", async () => {
  stage(Review, ["review", "wa-read"], { person: "p-meera", messages: true });
  const facts = (await screen.findByRole("heading", { name: w.facts.title })).closest("section");
  if (!facts) throw new Error("no facts");
  expect(await within(facts).findByText(w.answers.unseen)).toBeTruthy();
  expect(within(facts).getByText(`${w.answers.asked}.`)).toBeTruthy();
});

test("where stops are recorded it is said that nobody else does", async () => {
  stage(Settings, ["settings", "recipients"], { person: "p-anil", messages: true });
  expect(await screen.findByText(words.settings.recipients.answersUnseen)).toBeTruthy();
  expect(words.settings.recipients.answersUnseen).toContain(words.settings.recipients.stopNumber);
});
