// Activity: filters ask the core, pages are put together, and the check of the record says what it found.

import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { ActivityPage } from "../../src/api/bindings/ActivityPage";
import { session } from "../../src/api/session.svelte";
import { toasts } from "../../src/kit/toasts.svelte";
import Activity from "../../src/screens/Activity.svelte";
import { words } from "../../src/words";
import { refusal, stage, type Instead } from "./support";

const w = words.activity;
const list = () => screen.getByRole("region", { name: w.list });
const rows = () => within(list()).queryAllByRole("link");
const everything = {
  correlation_id: null,
  denied_only: false,
  text: "",
  person_id: null,
  kind: null,
  channel_id: null,
  from: null,
  until: null,
};
/** Reads the record entry by entry, as this person likes it. */
const byEntry = (request: { name: string }) => ({ name: request.name, value: "entries" });
const perEntry = (id?: string) =>
  stage(
    Activity,
    id === undefined ? ["activity"] : ["activity", id],
    {},
    { preference_get: byEntry as Instead },
  );
async function choose(label: string, value: string) {
  const select = screen.getByLabelText<HTMLSelectElement>(label);
  await waitFor(() => expect([...select.options].map((option) => option.value)).toContain(value));
  await fireEvent.change(select, { target: { value } });
}
const openFilter = () => userEvent.click(screen.getByRole("button", { name: w.filters.button }));

test("narrows by text, and by what was refused", async () => {
  const on = perEntry();
  await waitFor(() => expect(rows()).toHaveLength(60));

  await openFilter();
  await userEvent.click(screen.getByRole("checkbox", { name: w.denied }));
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(on.sent("activity_list").at(-1)).toEqual({ ...everything, before: null, denied_only: true });
  expect(rows().every((row) => row.textContent?.includes(w.refused))).toBe(true);

  await userEvent.type(screen.getByRole("searchbox", { name: w.text }), "zebra{Enter}");
  await screen.findByText(w.nothing.title);
  await userEvent.click(screen.getByRole("button", { name: w.nothing.button }));
  await waitFor(() => expect(rows()).toHaveLength(60));
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("");
});

test("older entries come on request, and stay when newer ones arrive", async () => {
  const on = perEntry();
  await waitFor(() => expect(rows()).toHaveLength(60));
  await userEvent.click(screen.getByRole("button", { name: w.more }));
  await waitFor(() => expect(rows()).toHaveLength(78));
  expect(on.sent("activity_list").at(-1)).toEqual({ ...everything, before: 1284 - 59 });
  expect(screen.queryByRole("button", { name: w.more })).toBeNull();

  const asked = on.sent("activity_list").length;
  on.emit("changed", ["activity"]);
  await waitFor(() => expect(on.sent("activity_list").length).toBeGreaterThan(asked));
  expect(rows()).toHaveLength(78);
});

test("a page without anything that fits leads further back, until something fits or the record ends", async () => {
  const on = perEntry();
  await waitFor(() => expect(rows()).toHaveLength(60));
  const first = (await on.rpc("activity_list", { ...everything, before: null })) as ActivityPage;
  const entry = first.entries[0];
  const before = (asked: unknown) => (asked as { before: number | null }).before;
  on.answer("activity_list", (asked) => {
    if (before(asked) === null) return { entries: [], next_before: 900 };
    if (before(asked) === 900) return { entries: [], next_before: 500 };
    if (before(asked) === 500) return { entries: [{ ...entry, seq: 480 }], next_before: 480 };
    return { entries: [], next_before: null };
  });
  await userEvent.type(screen.getByRole("searchbox", { name: w.text }), "stock{Enter}");
  await screen.findByText(w.further.title);
  expect(screen.queryByText(w.nothing.title)).toBeNull();
  const further = screen.getByRole("button", { name: w.further.button });
  await userEvent.click(further);
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(document.activeElement, "the button stays where it was").toBe(further);
  expect(screen.queryByText(w.further.title)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: w.more }));
  await waitFor(() => expect(screen.queryByRole("button", { name: w.more })).toBeNull());
  expect(rows()).toHaveLength(1);
});

test("an entry opens the whole story of its post, from the first draft on", async () => {
  const on = perEntry();
  await waitFor(() => expect(rows()).toHaveLength(60));
  await userEvent.click(
    within(list()).getByText("Changed, and added the flu line: the vaccine stock is in."),
  );
  const story = await screen.findByRole("region", { name: w.story.title });
  await waitFor(() => expect(within(story).getAllByRole("listitem")).toHaveLength(5));
  expect(on.sent("activity_list").at(-1)).toEqual({ ...everything, before: null, correlation_id: "corr-w2" });
  const [first] = within(story).getAllByRole("listitem");
  expect(first?.textContent).toContain("drafted posts from a theme");
  expect(within(story).getByText("Three weeks, not a month. Do not suggest inhalers.")).toBeTruthy();
});

test("an entry shows its facts and its hash", async () => {
  perEntry("1277");
  const alone = await screen.findByRole("region", { name: w.story.entry });
  expect(await within(alone).findByText("command.denied")).toBeTruthy();
  expect(within(alone).getByText("not_a_doctor")).toBeTruthy();
  expect(within(alone).getByText(w.fact.hash)).toBeTruthy();
});

const r = words.record;
const wrong = {
  sentence: "2 things are wrong with this record.",
  whole: false,
  entries: 1284,
  kept: 0,
  findings: [
    { seq: 1225, post_id: "p", sentence: "The post went out and no signature covers it." },
    { seq: null, post_id: null, sentence: "The file has no seal at its end." },
  ],
  wrong: 2,
};
async function keep(entry: string) {
  await userEvent.click(screen.getByRole("button", { name: r.keep.menu }));
  await userEvent.click(await screen.findByRole("menuitem", { name: entry }));
}

test("the check says that the record is whole, or what is broken and where", async () => {
  const on = perEntry();
  await userEvent.click(screen.getByRole("button", { name: r.verify.button }));
  await screen.findByText(/1284 entries one after another/);
  expect(on.sent("record_check")).toEqual([{ against: false }]);

  on.answer("record_check", () => wrong);
  await userEvent.click(screen.getByRole("button", { name: r.verify.button }));
  await screen.findByText(/no signature covers it/);
  expect(screen.getByText(/The file has no seal at its end/)).toBeTruthy();
  expect(screen.getByRole("link", { name: r.verify.entry(1225) })).toBeTruthy();
  await userEvent.click(screen.getByRole("link", { name: r.verify.showBroken }));
  await waitFor(() => expect(rows().some((row) => row.getAttribute("aria-current") === "true")).toBe(true));

  on.answer("record_check", () => {
    throw refusal("disk", "The disk could not be read.");
  });
  await userEvent.click(screen.getByRole("button", { name: r.verify.button }));
  expect((await screen.findByRole("alert")).textContent).toContain("The disk could not be read.");
});

test("a check tells how far it is, and a checkpoint that nobody picked changes nothing", async () => {
  const on = perEntry();
  let done: (found: unknown) => void = () => undefined;
  on.answer("record_check", () => new Promise((found) => (done = found)));
  await userEvent.click(screen.getByRole("button", { name: r.verify.button }));
  await waitFor(() => expect(on.sent("record_check")).toHaveLength(1));
  on.emit("record_checking", { done: 500, total: 1284 });
  await screen.findByText(r.verify.progress(500, 1284));
  done(wrong);
  await screen.findByText(/no signature covers it/);
  expect(screen.queryByText(r.verify.progress(500, 1284))).toBeNull();

  on.answer("record_check", () => null);
  await keep(r.keep.against);
  await waitFor(() => expect(on.sent("record_check").at(-1)).toEqual({ against: true }));
  expect(screen.getByText(/no signature covers it/)).toBeTruthy();
});

test("the newest checkpoint stands below, is made anew when the record is opened, and can be saved", async () => {
  const on = perEntry();
  await screen.findByText("51ce 07aa 93f0 d2b8");
  expect(on.sent("checkpoint_keep")).toHaveLength(1);
  await keep(r.keep.checkpoint);
  await waitFor(() => expect(on.sent("checkpoint_save")).toHaveLength(1));
  await waitFor(() => expect(toasts.current?.text).toBe(r.keep.checkpointSaved));
});

test("an export leaves people's words out unless somebody asks for them", async () => {
  const on = perEntry();
  await keep(r.keep.export);
  const sheet = await screen.findByRole("dialog", { name: r.exporting.title });
  const box = within(sheet).getByRole<HTMLInputElement>("checkbox", { name: new RegExp(r.exporting.words) });
  expect(box.checked).toBe(false);
  await userEvent.click(box);
  on.answer("record_export", () => {
    throw refusal("disk", "It could not be saved there.");
  });
  await userEvent.click(within(sheet).getByRole("button", { name: r.exporting.yes }));
  expect((await within(sheet).findByRole("alert")).textContent).toContain("It could not be saved there.");
  on.answer("record_export", () => true);
  await userEvent.click(within(sheet).getByRole("button", { name: r.exporting.yes }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: r.exporting.title })).toBeNull());
  expect(on.sent("record_export")).toEqual([{ words: true }, { words: true }]);
});

test("a post's story leads to its dossier", async () => {
  const on = perEntry("corr-w2");
  const story = await screen.findByRole("region", { name: w.story.title });
  await userEvent.click(await within(story).findByRole("button", { name: words.dossier.menu }));
  await userEvent.click(await screen.findByRole("menuitem", { name: words.dossier.save }));
  await waitFor(() => expect(on.sent("dossier_save")).toHaveLength(1));
  await waitFor(() => expect(toasts.current?.text).toBe(words.dossier.saved));
});

test("a receptionist checks, and neither exports nor gets a dossier", async () => {
  stage(Activity, ["activity", "corr-w2"], { person: "p-anil" }, { preference_get: byEntry as Instead });
  const person = session.person;
  session.set(
    session.current && person ? { ...session.current, person: { ...person, roles: ["staff"] } } : undefined,
  );
  await userEvent.click(screen.getByRole("button", { name: r.keep.menu }));
  await screen.findByRole("menuitem", { name: r.keep.checkpoint });
  expect(screen.queryByRole("menuitem", { name: r.keep.export })).toBeNull();
  expect(screen.queryByRole("button", { name: words.dossier.menu })).toBeNull();
});

test("narrows by who, what, where and when, and says so when a day is none", async () => {
  const on = perEntry();
  await waitFor(() => expect(rows()).toHaveLength(60));
  await openFilter();
  const last = () => on.sent("activity_list").at(-1);

  await choose(w.filters.person, "p-anil");
  await waitFor(() => expect(last()).toEqual({ ...everything, before: null, person_id: "p-anil" }));
  await choose(w.filters.kind, "review");
  await waitFor(() => expect(rows()).toHaveLength(1));

  const from = screen.getByLabelText<HTMLInputElement>(w.filters.from);
  const asked = on.sent("activity_list").length;
  await userEvent.type(from, "yesterdayish{Tab}");
  await screen.findByText(w.filters.noDay);
  expect(on.sent("activity_list")).toHaveLength(asked);
  await userEvent.clear(from);
  await userEvent.type(from, "2026-11-19{Tab}");
  await waitFor(() =>
    expect(last()).toEqual({
      ...everything,
      before: null,
      person_id: "p-anil",
      kind: "review",
      from: "2026-11-19",
    }),
  );

  await userEvent.click(screen.getByRole("button", { name: w.filters.clear }));
  await waitFor(() => expect(rows()).toHaveLength(60));
});

describe("by post", () => {
  const told = () => screen.getByRole("region", { name: w.stories.list });
  const posts = () => within(told()).queryAllByRole("link");

  test("each post stands once, with what happened to it last", async () => {
    stage(Activity, ["activity"]);
    await waitFor(() => expect(posts().length).toBeGreaterThan(5));
    const [first] = posts();
    expect(first?.textContent).toContain("checked the signature again and began to send");
    expect(first?.textContent).toContain(w.stories.entries(2));
    const addresses = posts().map((link) => link.getAttribute("href"));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test("older posts come on request, and J and K go from one to the next", async () => {
    stage(Activity, ["activity"]);
    await waitFor(() => expect(posts()).toHaveLength(20));
    await userEvent.click(screen.getByRole("button", { name: w.more }));
    await waitFor(() => expect(posts().length).toBeGreaterThan(20));
    expect(screen.queryByRole("button", { name: w.more })).toBeNull();

    await userEvent.keyboard("j");
    await waitFor(() => expect(posts()[0]?.getAttribute("aria-current")).toBe("true"));
    await userEvent.keyboard("j");
    await waitFor(() => expect(posts()[1]?.getAttribute("aria-current")).toBe("true"));
    await userEvent.keyboard("k");
    await waitFor(() => expect(posts()[0]?.getAttribute("aria-current")).toBe("true"));
    const story = screen.getByRole("region", { name: w.story.title });
    await waitFor(() => expect(within(story).getAllByRole("listitem")).toHaveLength(2));
  });

  test("the way of telling is kept", async () => {
    const on = stage(Activity, ["activity"]);
    await waitFor(() => expect(posts().length).toBeGreaterThan(5));
    await userEvent.click(screen.getByRole("radio", { name: w.views.entries }));
    await waitFor(() => expect(rows()).toHaveLength(60));
    expect(on.sent("preference_set")).toEqual([{ name: "activity.view", value: "entries" }]);
  });

  test("a post is found by what it says", async () => {
    const on = stage(Activity, ["activity"]);
    await waitFor(() => expect(posts().length).toBeGreaterThan(5));
    await userEvent.type(screen.getByRole("searchbox", { name: w.text }), "flu shots{Enter}");
    await waitFor(() => expect(on.sent("activity_stories").at(-1)).toMatchObject({ text: "flu shots" }));
    await waitFor(() =>
      expect(posts().every((link) => /flu shots/i.test(link.textContent ?? ""))).toBe(true),
    );
    expect(posts().length).toBeGreaterThan(0);
  });
});
