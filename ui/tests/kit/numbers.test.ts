// The numbers of a post: what is missing is a dash with its reason and never nought, what each means is told, parts are
// not added up, and a reading that costs something asks first.

import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import { problem } from "../../dev/fixtures/scenes";
import type { NumbersGlance } from "../../src/api/bindings/NumbersGlance";
import type { PostNumbers as Told } from "../../src/api/bindings/PostNumbers";
import Glance from "../../src/kit/numbers/Glance.svelte";
import PostNumbers from "../../src/kit/numbers/PostNumbers.svelte";
import { steps } from "../../src/kit/numbers/steps";
import { onKeydown } from "../../src/kit/shortcuts.svelte";
import { words } from "../../src/words";
import { open } from "../fixture";

let clinic: ReturnType<typeof open>;
const w = words.numbers;

afterEach(() => {
  clinic?.close();
  window.removeEventListener("keydown", onKeydown);
});

function shown(id: string, change?: (told: Told) => Told) {
  clinic = open({ counted: true, pieces: true, messages: true });
  if (change) {
    const { rpc } = clinic.host;
    clinic.host.rpc = async (name, request) => {
      const answer = await rpc(name, request);
      return name === "post_numbers" ? change(answer as Told) : answer;
    };
  }
  window.addEventListener("keydown", onKeydown);
  return render(PostNumbers, { id });
}

const asked = () =>
  clinic.host.asked.filter(({ name }) => name === "numbers_look").map(({ request }) => request);
const means = (name: string) => screen.findByRole("button", { name: w.means(name) });
const rowOf = async (name: string) => (await means(name)).closest("div") as HTMLElement;
const valueOf = async (name: string) => (await rowOf(name)).querySelector(".value")?.textContent?.trim();

describe("a number", () => {
  it("is grouped, and nought is a number", async () => {
    shown("p1");
    expect(await valueOf("Views")).toBe("1,840");
    expect(await valueOf("Shares")).toBe("0");
  });

  it("that is missing is a dash with its reason, and never nought", async () => {
    shown("p1");
    const row = await rowOf("Viewers");
    const value = row.querySelector(".value") as HTMLElement;
    expect(value.querySelector('[aria-hidden="true"]')?.textContent).toBe(w.dash);
    expect(value.querySelector(".unseen")?.textContent).toBe(w.noNumber);
    expect(row.textContent).not.toMatch(/\d/);
    expect(within(row).getByText(/told nothing for Viewers/)).toBeTruthy();
    expect(row.querySelector("svg[role=img]")).toBeNull();
  });

  it("tells what it means on its platform, over which time, and where that stands", async () => {
    shown("cn-untold");
    const button = await means("Impressions 12 months");
    expect(screen.queryByText(/at least half of the post/)).toBeNull();
    expect(button.getAttribute("aria-expanded")).toBe("false");
    button.focus();
    await userEvent.keyboard("{Enter}");
    expect(button.getAttribute("aria-expanded")).toBe("true");
    const meaning = document.getElementById(button.getAttribute("aria-controls") ?? "") as HTMLElement;
    expect(meaning.textContent).toMatch(/at least half of the post was shown/);
    expect(meaning.textContent).toContain(w.overSaid.year);
    expect(meaning.textContent).toContain("impression_count");
    expect(meaning.textContent).toMatch(/read Fri 20 Nov 2026/);
    await userEvent.keyboard("{Enter}");
    expect(screen.queryByText(/at least half of the post/)).toBeNull();
  });

  it("shows its way as a line that is said in words, with a table behind it", async () => {
    shown("p1");
    const row = await rowOf("Views");
    const line = within(row).getByRole("img");
    expect(line.getAttribute("aria-label")).toBe(w.line("Views", "368", "Mon 16 Nov", "1,840", "Fri 20 Nov"));
    await userEvent.click(await means("Views"));
    const table = within(row).getByRole("table", { name: w.history("Views"), hidden: true });
    const rows = [...table.querySelectorAll("tbody tr")].map((one) => one.textContent?.replace(/\s+/g, " "));
    expect(rows).toHaveLength(5);
    expect(rows[0]).toContain("1,840");
    expect(rows.at(-1)).toContain("368");
  });

  it("that is a span of time is written as one", async () => {
    shown("cn-reel");
    expect(await valueOf("Watch time")).toBe("12 h 25 min");
    expect(await valueOf("Average watch time")).toBe("7.4 s");
    expect(w.duration(59_960)).toBe("60 s");
    expect(w.duration(200_000)).toBe("3 min 20 s");
    expect(w.duration(3_599_900)).toBe("1 h 0 min");
  });
});

describe("a line", () => {
  it("goes in steps, and stands until the last reading", () => {
    const way = steps(
      [
        { at: 0, value: 0 },
        { at: 50, value: 10 },
      ],
      100,
      104,
      24,
    );
    expect(way?.path).toBe("M2 22H52V2H102");
    expect(way?.end).toEqual({ x: 102, y: 2 });
  });

  it("is broken where nothing was told, and never goes down to nought there", () => {
    const told = [
      { at: 0, value: 5 },
      { at: 25, value: null },
      { at: 50, value: 5 },
      { at: 75, value: null },
    ];
    const way = steps(told, 100, 104, 24);
    expect(way?.path).toBe("M2 12H27M52 12H77");
    expect(way?.end).toBeUndefined();
  });

  it("is not there where there is nothing to compare", () => {
    expect(steps([], 100, 104, 24)).toBeUndefined();
    expect(steps([{ at: 0, value: 5 }], 100, 104, 24)).toBeUndefined();
  });
});

describe("the numbers of a post", () => {
  it("say when they were read, and when they are read next", async () => {
    shown("p1");
    await means("Views");
    expect(document.body.textContent).toMatch(/Read \S+.*13:30/);
    expect(document.body.textContent).toMatch(/Next .*16:30/);
  });

  it("say when they are read for the first time, and show none before", async () => {
    shown("cn-new");
    expect(await screen.findByText(/asked for the first time/)).toBeTruthy();
    expect(screen.getByText(new RegExp(w.first)).textContent).toContain("14:15");
    expect(screen.queryByRole("button", { name: w.means("Views") })).toBeNull();
  });

  it("stay where the post is gone, and say since when", async () => {
    shown("cn-gone");
    const notice = await screen.findByText(/does not show it any more/);
    expect(notice.closest(".notice")?.textContent).toContain("11:30");
    expect(await valueOf("Views")).toBe("611");
    expect(screen.queryByText(new RegExp(`${w.next} `))).toBeNull();
  });

  it("of a thread stand part by part, and are not added up", async () => {
    shown("cn-thread");
    expect(await screen.findByText(w.apart)).toBeTruthy();
    const parts = [...document.querySelectorAll("section > .body > details")] as HTMLDetailsElement[];
    expect(parts.map((part) => part.querySelector("summary")?.textContent?.trim())).toEqual([
      expect.stringMatching(/Post 1 1,840 Impressions/),
      expect.stringMatching(/Post 2 702 Impressions/),
      expect.stringMatching(new RegExp(`Post 3 ${w.notYet}`)),
    ]);
    expect(parts.map((part) => part.open)).toEqual([true, false, false]);
    expect(document.body.textContent).not.toContain("2,542");
  });

  it("lead to the channel where its sign-in may not read them", async () => {
    shown("cn-reel");
    const link = await screen.findByRole("link", { name: w.openChannel });
    expect(decodeURIComponent(link.getAttribute("href") ?? "")).toContain("channels:c-ig");
    expect(screen.getByText(/may not read Reach\./)).toBeTruthy();
  });

  it("are none of a message, and that is said", async () => {
    shown("wa-sent");
    expect(await screen.findByText(/Messages have no numbers/)).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("that can't be read say so, and are read again", async () => {
    clinic = open();
    const { rpc } = clinic.host;
    let broken = true;
    clinic.host.rpc = (name, request) =>
      broken && name === "post_numbers"
        ? Promise.reject(problem("disk", "The disk is full."))
        : rpc(name, request);
    render(PostNumbers, { id: "p1" });
    expect(await screen.findByText(w.failed)).toBeTruthy();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: words.kit.errors.retry }));
    expect(await valueOf("Views")).toBe("1,840");
  });

  it("are read again when they changed", async () => {
    let views = 1840;
    shown("p1", (told) => {
      const number = told.parts[0]?.numbers[0];
      if (number) number.value = views;
      return told;
    });
    expect(await valueOf("Views")).toBe("1,840");
    views = 2001;
    clinic.world.emit("changed", ["numbers"]);
    await waitFor(async () => expect(await valueOf("Views")).toBe("2,001"));
  });
});

describe("a look", () => {
  it("that is free is made at once, also by key, and says that it was asked for", async () => {
    shown("p1");
    const button = await screen.findByRole("button", { name: /^Look now/ });
    expect(button.getAttribute("aria-keyshortcuts")).toBe("l");
    await userEvent.keyboard("l");
    expect((await screen.findByText(w.looked("Facebook"))).getAttribute("role")).toBe("status");
    expect(asked()).toEqual([{ id: "p1", pays: false }]);
  });

  it("that costs something says what, and asks first", async () => {
    shown("p2");
    await userEvent.click(await screen.findByRole("button", { name: /^Look now…/ }));
    const sheet = await screen.findByRole("dialog");
    expect(sheet.textContent).toContain("$0.005");
    expect(asked()).toEqual([]);
    await userEvent.click(within(sheet).getByRole("button", { name: /^Cancel/ }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(asked()).toEqual([]);

    await userEvent.click(screen.getByRole("button", { name: /^Look now…/ }));
    await userEvent.click(await screen.findByRole("button", { name: w.pay.yes }));
    await waitFor(() => expect(asked()).toEqual([{ id: "p2", pays: true }]));
    expect(await screen.findByText(w.looked("X"))).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("that is refused says why, and leaves what was known", async () => {
    shown("p1");
    await means("Views");
    const { rpc } = clinic.host;
    clinic.host.rpc = (name, request) =>
      name === "numbers_look"
        ? Promise.reject(problem("invalid", "Nobody is signed in."))
        : rpc(name, request);
    await userEvent.click(screen.getByRole("button", { name: /^Look now/ }));
    expect(await screen.findByText(w.lookFailed)).toBeTruthy();
    expect(screen.getByText("Nobody is signed in.")).toBeTruthy();
    expect(await valueOf("Views")).toBe("1,840");
  });

  it("is not offered where it can't be made", async () => {
    shown("x2");
    expect(await screen.findByText(/was taken down/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Look now/ })).toBeNull();
    await userEvent.keyboard("l");
    expect(asked()).toEqual([]);
  });
});

describe("a glance", () => {
  const glance = (more: Partial<NumbersGlance> = {}): NumbersGlance => ({
    id: "p1",
    platform: "facebook",
    numbers: [
      { metric: "views", name: "Views", says: "How often it was shown.", value: 12_406, why: null },
      {
        metric: "reactions",
        name: "Reactions",
        says: "How many.",
        value: null,
        why: "Facebook told nothing.",
      },
    ],
    read: { at: 1, date: "", time: "", day_label: "", zone: "", offset: "" },
    gone: false,
    ...more,
  });

  it("tells a number with its platform's word, and of a missing one why", () => {
    const { container } = render(Glance, { glance: glance() });
    const text = container.textContent?.replace(/\s+/g, " ") ?? "";
    expect(text).toContain("12,406 Views");
    expect(text).toContain(`${w.dash} Reactions: ${w.noNumber}. Facebook told nothing.`);
    expect(text).not.toMatch(/\b0\b/);
  });

  it("says that there are none yet, and that it is gone", () => {
    expect(render(Glance, { glance: glance({ read: null }) }).container.textContent).toContain(w.notYet);
    expect(render(Glance, { glance: glance({ gone: true }) }).container.textContent).toContain(w.noLonger);
  });
});
