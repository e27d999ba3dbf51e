// The palette: found by key and by mouse, never over the lock or a sheet, and it does what was chosen once.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { session } from "../src/api";
import type { PostSummary } from "../src/api/bindings/PostSummary";
import App from "../src/app/App.svelte";
import { actsOf, fitting } from "../src/app/palette/rows";
import { go, route } from "../src/kit/route.svelte";
import { theme } from "../src/kit/theme.svelte";
import { words } from "../src/words";
import { open, settle } from "./fixture";

let window: ReturnType<typeof open>;
const say = words.palette;

beforeEach(() => go("today"));
afterEach(() => {
  window.close();
  theme.set("system");
});

/** A window at a place, with its screen drawn. */
async function at(...place: Parameters<typeof go>) {
  window = open();
  go(...place);
  const { container } = render(App);
  await vi.waitFor(() => expect(container.querySelector("main h1")).not.toBeNull());
}

const palette = () => screen.queryByRole("dialog", { name: say.title });
const field = () => screen.getByRole<HTMLInputElement>("combobox", { name: say.field });
const rows = () => [...(palette()?.querySelectorAll<HTMLElement>("[role='option']") ?? [])];
const labels = () => rows().map((option) => option.textContent?.trim() ?? "");
const active = () => document.getElementById(field().getAttribute("aria-activedescendant") ?? "");
const asked = (name: string) => window.host.asked.filter((one) => one.name === name);

async function find(text = "") {
  await userEvent.keyboard("{Control>}k{/Control}");
  await vi.waitFor(() => expect(document.activeElement).toBe(field()));
  if (text) await userEvent.type(field(), text);
}

const gone = () => vi.waitFor(() => expect(palette()).toBeNull());

describe("the palette opens", () => {
  it("by Control and K, and by Command and K, and closes by the same", async () => {
    await at("today");
    await find();
    await userEvent.keyboard("{Meta>}k{/Meta}");
    await gone();
    await userEvent.keyboard("{Meta>}k{/Meta}");
    await vi.waitFor(() => expect(palette()).not.toBeNull());
  });

  it("by its button in the rail, which says the key", async () => {
    await at("today");
    const button = screen.getByRole("button", { name: say.open });
    expect(button.getAttribute("aria-keyshortcuts")).toBe("Control+k");
    await userEvent.click(button);
    await vi.waitFor(() => expect(document.activeElement).toBe(field()));
    await userEvent.keyboard("{Escape}");
    await vi.waitFor(() => expect(document.activeElement).toBe(button));
  });

  it("from within a text field, and gives the cursor back to it", async () => {
    await at("activity");
    const search = await screen.findByRole("searchbox");
    await userEvent.click(search);
    await find();
    await userEvent.keyboard("{Escape}");
    await gone();
    await vi.waitFor(() => expect(document.activeElement).toBe(search));
  });

  it("not on the lock, and does not outlast one", async () => {
    await at("today");
    await find();
    window.world.person = null;
    window.host.emit("session", window.world.session());
    await gone();
    await vi.waitFor(() => expect(document.querySelector('input[type="password"]')).not.toBeNull());
    await userEvent.keyboard("{Control>}k{/Control}");
    expect(palette()).toBeNull();
  });

  it("not over a sheet that is open", async () => {
    await at("today");
    await userEvent.keyboard("?");
    await screen.findByRole("dialog", { name: words.kit.shortcuts.title });
    await userEvent.keyboard("{Control>}k{/Control}");
    expect(palette()).toBeNull();
    // Through the rail neither, which is inert behind it.
    screen.getByRole("button", { name: say.open, hidden: true }).click();
    await settle();
    expect(palette()).toBeNull();
  });

  it("and goes when something leads elsewhere", async () => {
    await at("review", "w1");
    await find();
    window.host.emit("goto", { workspace: null, screen: "review", post_id: "w2", conversation_id: null });
    await gone();
  });
});

describe("what is typed", () => {
  it("narrows by words, the better fitting group first", async () => {
    await at("today");
    await find();
    expect(labels().length).toBeGreaterThan(12);
    await userEvent.type(field(), "settings peo");
    expect(labels()).toEqual([say.section(words.settings.sections.people)]);
    await userEvent.clear(field());
    await userEvent.type(field(), "dark mode");
    expect(labels()).toEqual([say.themes.dark]);
    await userEvent.clear(field());
    await userEvent.type(field(), "lock");
    expect(labels()[0]).toContain(words.app.bar.lock);
    expect(screen.getAllByRole("group")[0]?.getAttribute("aria-labelledby")).toMatch(/-group-0$/);
  });

  it("leads through the list by arrows, around its ends, and Enter takes", async () => {
    await at("today");
    await find();
    expect(active()?.textContent).toContain(words.app.rail.today);
    await userEvent.keyboard("{ArrowUp}");
    expect(active()?.textContent).toContain(words.app.bar.keyboard);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
    expect(active()?.textContent).toContain(words.app.rail.review);
    expect(active()?.getAttribute("aria-selected")).toBe("true");
    expect(document.activeElement).toBe(field());
    await userEvent.keyboard("{Enter}");
    await gone();
    await vi.waitFor(() => expect(route.screen).toBe("review"));
  });

  it("leads to every section of the settings", async () => {
    await at("settings");
    const links = within(screen.getByRole("navigation", { name: words.settings.title }));
    const there = links.getAllByRole("link").map((link) => say.section(link.textContent?.trim() ?? ""));
    await find("settings:");
    expect(labels()).toEqual(there);
    await userEvent.click(screen.getByRole("option", { name: /Appearance/ }));
    await vi.waitFor(() => expect(route.id).toBe("appearance"));
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe("Appearance"));
  });

  it("finds nothing, and says so to eyes and ears", async () => {
    await at("today");
    await find("zebra crossing");
    await vi.waitFor(() =>
      expect(within(palette() as HTMLElement).getByRole("status").textContent).toContain(
        "Nothing called “zebra crossing”",
      ),
    );
    expect(screen.getAllByText("Nothing called “zebra crossing”")).toHaveLength(2);
    expect(field().getAttribute("aria-expanded")).toBe("false");
    await userEvent.keyboard("{Enter}");
    expect(palette()).not.toBeNull();
  });
});

describe("what can be done", () => {
  it("finds the focus where it was, as the key would", async () => {
    await at("review", "w1");
    const remark = await screen.findByLabelText(words.review.talk.label);
    await userEvent.type(remark, "Good.");
    await find("send what");
    await userEvent.keyboard("{Enter}");
    await vi.waitFor(() => expect(asked("review_remark")).toHaveLength(1));
    expect(document.activeElement).toBe(remark);
    await settle(20);
    expect(asked("review_remark")).toHaveLength(1);
  });

  it("is what the keys of the screen do", async () => {
    await at("today");
    await find("write posts");
    expect(active()?.getAttribute("aria-keyshortcuts")).toBe("n");
    await userEvent.keyboard("{Enter}");
    await gone();
    await vi.waitFor(() => expect(route.screen).toBe("compose"));
  });

  it("is asked for once more before it runs, each key once, the innermost first", () => {
    const sign = vi.fn();
    let may = true;
    const rows = actsOf(
      [
        { title: "Everywhere", shortcuts: [{ key: "?", label: "Help", run: () => undefined }] },
        {
          title: "Outer",
          shortcuts: [
            { key: "a", label: "Outer A", run: () => undefined },
            { key: "r", label: "Reject", run: () => undefined, when: () => false },
          ],
        },
        { title: "Inner", shortcuts: [{ key: "a", label: "Sign", run: sign, when: () => may }] },
      ],
      new Set(["?"]),
    );
    expect(rows.map(({ label }) => label)).toEqual(["Sign"]);
    may = false;
    rows[0]?.run();
    expect(sign).not.toHaveBeenCalled();
    may = true;
    rows[0]?.run();
    expect(sign).toHaveBeenCalledTimes(1);
  });

  it("stops everything, and never resumes", async () => {
    await at("today");
    await find("stop");
    await userEvent.keyboard("{Enter}");
    await vi.waitFor(() => expect(asked("publishing_stop")).toHaveLength(1));
    await vi.waitFor(() => expect(screen.getByRole("button", { name: words.app.stop.resume })).toBeTruthy());
    await find("resume");
    await vi.waitFor(() => expect(screen.getAllByText(say.nothing("resume"))).toHaveLength(2));
    await userEvent.clear(field());
    await userEvent.type(field(), "stop everything");
    expect(labels()).toEqual([]);
    expect(asked("publishing_resume")).toHaveLength(0);
  });

  it("locks, changes the theme, and shows the keys of the screen", async () => {
    await at("today");
    await find("theme: dark{Enter}");
    await vi.waitFor(() => expect(theme.current).toBe("dark"));
    await find("keyboard{Enter}");
    const help = await screen.findByRole("dialog", { name: words.kit.shortcuts.title });
    expect(within(help).getByText(words.today.write)).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await find("lock{Enter}");
    await vi.waitFor(() => expect(session.person).toBeNull());
    expect(asked("session_lock")).toHaveLength(1);
  });

  it("does nothing when the session locked meanwhile", async () => {
    await at("today");
    await find("stop");
    field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    session.set({ person: null, signing_until: null, signatures_left: 0, lock_after_minutes: 5 });
    await gone();
    await settle(20);
    expect(asked("publishing_stop")).toHaveLength(0);
  });
});

describe("posts", () => {
  it("that wait open in Review for a doctor, all others in Compose", async () => {
    await at("today");
    await find("short of breath");
    const row = await screen.findByRole("option", { name: /Short of breath/ });
    expect(row.textContent).toContain(words.kit.states.waiting);
    expect(row.textContent).toMatch(/09:00/);
    await userEvent.click(row);
    await vi.waitFor(() => expect(route.screen).toBe("review"));
    expect(route.id).toBe("w1");

    window.close();
    document.body.replaceChildren();
    window = open({ person: "p-anil" });
    go("today");
    render(App);
    await screen.findByRole("heading", { level: 1 });
    await find("short of breath");
    await userEvent.click(await screen.findByRole("option", { name: /Short of breath/ }));
    await vi.waitFor(() => expect(route.screen).toBe("compose"));
    expect(route.id).toBe("w1");
  });

  it("are asked for when the fingers rest, and an answer to other words is dropped", async () => {
    await at("today");
    const answers = new Map<string, (posts: PostSummary[]) => void>();
    const { rpc } = window.host;
    window.host.rpc = (name, request) =>
      name === "post_find"
        ? new Promise((answer) => answers.set((request as { words: string }).words, answer))
        : rpc(name, request);
    const post = (id: string, title: string): PostSummary => ({
      ...structuredClone(window.world.find("p1")),
      id,
      title,
    });
    await find("spiro");
    await vi.waitFor(() => expect([...answers.keys()]).toEqual(["spiro"]));
    await userEvent.type(field(), "metry");
    await vi.waitFor(() => expect([...answers.keys()]).toEqual(["spiro", "spirometry"]));
    answers.get("spirometry")?.([post("new", "Spirometry, the newer answer")]);
    await screen.findByRole("option", { name: /the newer answer/ });
    answers.get("spiro")?.([post("old", "Spiro, the older answer")]);
    await settle(20);
    expect(screen.queryByRole("option", { name: /the older answer/ })).toBeNull();
    // One more letter, and what was found for fewer stands there no longer.
    await userEvent.type(field(), "s");
    expect(screen.queryByRole("option", { name: /the newer answer/ })).toBeNull();
  });

  it("say what went wrong when they can't be looked through, and are asked for again", async () => {
    await at("today");
    const { rpc } = window.host;
    let broken = true;
    window.host.rpc = (name, request) =>
      name === "post_find" && broken
        ? Promise.reject({ code: "disk", message: "The disk is full.", field: null, detail: null })
        : rpc(name, request);
    await find("opd");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(say.failed);
    expect(alert.textContent).toContain("The disk is full.");
    broken = false;
    await userEvent.click(within(alert).getByRole("button", { name: words.kit.errors.retry }));
    await vi.waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("that arrive late move nothing that is being looked at", async () => {
    await at("today");
    await find("re");
    await userEvent.keyboard("{ArrowDown}");
    const before = active()?.textContent;
    await vi.waitFor(() => expect(screen.queryByText(say.groups.posts)).not.toBeNull());
    expect(active()?.textContent).toBe(before);
  });
});

describe("fitting rows", () => {
  const row = (label: string, also?: string) => ({ id: label, label, also, run: () => undefined });

  it("puts what begins with the words before what only holds them", () => {
    const groups = [
      { title: "A", rows: [row("Calendar as a list"), row("Unlisted")] },
      { title: "B", rows: [row("List of channels")] },
    ];
    expect(
      fitting(groups, "list").map(({ title, rows }) => [title, ...rows.map(({ label }) => label)]),
    ).toEqual([
      ["B", "List of channels"],
      ["A", "Calendar as a list", "Unlisted"],
    ]);
  });

  it("asks for every word, in any order, accents aside", () => {
    const groups = [{ title: "A", rows: [row("Prévenir la grippe", "flu")] }];
    expect(fitting(groups, "grippe prev")).toHaveLength(1);
    expect(fitting(groups, "flu grippe")).toHaveLength(1);
    expect(fitting(groups, "grippe asthma")).toHaveLength(0);
  });
});
