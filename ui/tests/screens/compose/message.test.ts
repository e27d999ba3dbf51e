// A message to recipients: its template, the places to fill, and to whom it goes.

import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { templates } from "../../../dev/fixtures/messages";
import type { PostSave } from "../../../src/api/bindings/PostSave";
import type { TemplateShown } from "../../../src/api/bindings/TemplateShown";
import { buttonsOf } from "../../../src/kit/preview/template";
import Compose from "../../../src/screens/Compose.svelte";
import { filled, used } from "../../../src/screens/compose/template";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.message;
const flu = templates.find(({ seen }) => seen.name === "flu_season") as TemplateShown;
const opened = (id: string) => stage(Compose, ["compose", id], { person: "p-anil", messages: true });

test("a template says what a recipient reads, and what is not filled stands as it is", () => {
  const parameters = used(flu, undefined).parameters.map((one, index) =>
    index === 0 ? { ...one, value: "Monday" } : one,
  );
  expect(filled(flu.seen, parameters)).toBe(
    "Flu vaccines are here. We give them from Monday on, at {{2}}, without an appointment.\n\nAnswer STOP to get no more of these.",
  );
});

test("a template is chosen and filled, and the bubble shows it at once", async () => {
  const on = opened("wa-new");
  await userEvent.click(await screen.findByRole("button", { name: w.template.choose }));
  const uses = await screen.findAllByRole("button", { name: /^Use / });
  expect(uses.map((one) => one.getAttribute("aria-label"))).toEqual(
    templates.map(({ seen }) => w.template.useOf(seen.name, seen.language)),
  );
  expect(uses.at(-1)).toHaveProperty("disabled", true);
  await userEvent.click(uses[1] as HTMLElement);
  await userEvent.type(await screen.findByLabelText(new RegExp(`^${w.places.body("1")}`)), "Monday");
  const bubble = screen.getByRole("article", { name: words.preview.as("WhatsApp") });
  await waitFor(() => expect(bubble.textContent).toContain("from Monday on, at {{2}}"));
  await waitFor(() => expect(on.sent("post_save").length).toBeGreaterThan(0), { timeout: 4000 });
  const saved = on.sent("post_save").at(-1) as PostSave;
  expect(saved.content.options).toMatchObject({ template: { id: "900", digest: flu.digest } });
});

test("a button shows the whole address that it leads to, in the bubble and beside it", () => {
  const target = "https://lakeside.example/{{1}}";
  const slot = (button: number) => ({ place: "button" as const, button, name: "1" });
  const [button] = flu.seen.buttons;
  if (!button) throw new Error("no button");
  const buttons = [
    { ...button, target },
    { ...button, target },
  ];
  const shown: TemplateShown = { ...flu, seen: { ...flu.seen, buttons }, slots: [slot(0), slot(1)] };
  const using = used(shown, undefined);
  const parameters = [
    { slot: slot(0), value: "book" },
    { slot: { ...slot(0), place: "body" as const }, value: "Monday" },
  ];
  const targets = buttonsOf([shown], { ...using, parameters }).map((one) => one.target);
  expect(targets).toEqual(["https://lakeside.example/book", target]);
  expect(buttonsOf([shown], { ...using, digest: "0".repeat(64) })).toEqual([]);
});

test("what was sent shows its buttons in the bubble", async () => {
  opened("wa-sent");
  const list = await screen.findByRole("list", { name: words.preview.whatsapp.buttons });
  expect(list.textContent).toContain("https://lakeside.example/flu");
});

test("what WhatsApp told nothing of is not said to be none, and how many were asked about is said", async () => {
  opened("wa-sent");
  expect(await screen.findByText(/Of 200 of the 207 sent: 190 delivered/u)).toBeTruthy();
  expect(screen.getByText(/WhatsApp told nothing of 4/u)).toBeTruthy();
  expect(w.sending.nothingTold(3)).toContain("not known");
});

test("a list is taken as it is now, and who is left out is said", async () => {
  const on = opened("wa-half");
  await screen.findByRole("option", { name: /^Flu vaccine/ });
  await userEvent.selectOptions(screen.getByLabelText(w.audience.choose), "l-flu");
  await waitFor(() => expect(on.sent("audience_take")).toEqual([{ id: "l-flu", category: "marketing" }]));
  expect(await screen.findByText(w.audience.count(211))).toBeTruthy();
  expect(screen.getByText("3 said stop.")).toBeTruthy();
});

test("a list that was removed keeps its recipients in the message, and can't be taken again", async () => {
  const on = opened("wa-half");
  await screen.findByRole("option", { name: /^Flu vaccine/ });
  await userEvent.selectOptions(screen.getByLabelText(w.audience.choose), "l-flu");
  expect(await screen.findByRole("button", { name: w.audience.again })).toBeTruthy();
  await on.rpc("recipient_list_remove", { id: "l-flu" });
  const gone = await screen.findByRole("option", { name: w.audience.gone });
  expect(gone).toHaveProperty("selected", true);
  expect(screen.getByText(w.audience.count(211))).toBeTruthy();
  expect(screen.queryByRole("button", { name: w.audience.again })).toBeNull();
  expect(screen.queryByRole("option", { name: /^Flu vaccine/ })).toBeNull();
});

test("recipients are chosen anew for a template of another kind", () => {
  const audience = { list: "l-flu", digest: "5".repeat(64), count: 211 };
  const before = { ...used(flu, undefined), audience };
  expect(used(flu, before).audience).toEqual(audience);
  const visit = templates.find(({ seen }) => seen.category === "utility") as TemplateShown;
  expect(used(visit, before).audience).toBeNull();
});

test("what was sent shows what became of each, and what arrived is asked for", async () => {
  const on = opened("wa-sent");
  expect(await screen.findByText("Said stop, so nothing was sent.")).toBeTruthy();
  expect(screen.getByText(w.facts.back)).toBeTruthy();
  expect(screen.getAllByText(words.kit.messageStates.partly_posted).length).toBeGreaterThan(0);
  await userEvent.click(screen.getByRole("button", { name: w.sending.ask }));
  await waitFor(() => expect(on.sent("message_refresh")).toEqual([{ id: "wa-sent" }]));
});

test("templates that were never read are read as soon as somebody wants one, and a refusal is said", async () => {
  const scene = { person: "p-anil", messages: true };
  const on = stage(Compose, ["compose", "wa-new"], scene, {
    template_list: () => ({ templates: [], read: null }),
    template_refresh: () => Promise.reject(refusal("internal", "WhatsApp can't be reached.")),
  });
  await userEvent.click(await screen.findByRole("button", { name: w.template.choose }));
  expect(await screen.findByText("WhatsApp can't be reached.")).toBeTruthy();
  expect(screen.getByText(w.template.never)).toBeTruthy();
  expect(on.sent("template_refresh")).toHaveLength(1);
});
