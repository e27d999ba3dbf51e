// The Today screen: what needs somebody now.

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fixtureHost } from "../../../dev/fixtures/host";
import { ordinary, type Scene } from "../../../dev/fixtures/scenes";
import type { Today as Day } from "../../../src/api/bindings/Today";
import { go, route } from "../../../src/kit/route.svelte";
import { onKeydown } from "../../../src/kit/shortcuts.svelte";
import Today from "../../../src/screens/Today.svelte";
import { atWords, byDay, isCalm, needsOf } from "../../../src/screens/today/needs";
import { words } from "../../../src/words";
import { open } from "../../fixture";

const say = words.today;
let clinic: ReturnType<typeof open>;

function start(scene: Partial<Scene> = {}) {
  clinic = open(scene);
  go("today");
  return render(Today);
}

const asked = (name: string) => clinic.host.asked.filter((one) => one.name === name);
const press = (key: string) =>
  fireEvent(document.body, new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const rowOf = (title: string) =>
  screen.findByRole("link", { name: title }).then((link) => link.closest("li") as HTMLElement);

beforeEach(() => addEventListener("keydown", onKeydown));
afterEach(() => {
  removeEventListener("keydown", onKeydown);
  clinic?.close();
});

describe("what the day asks", () => {
  const written = async () => (await fixtureHost(ordinary).rpc("today_get", null)) as Day;
  const answered = { open: 0, mine: 0, emergencies: 0, late: 0, snoozed: 0 };
  const full = async () => ({ ...(await written()), inbox: answered });
  const nothing = { to_sign: [], needs_decision: [], changes_asked: [], drafts: [] };

  it("is first what only a doctor can do", async () => {
    expect(needsOf(await full(), true)).toBe(
      "Four posts wait for your signature. The first goes out tomorrow at 09:00.",
    );
  });

  it("is first of all an emergency, and what is late behind what needs a decision", async () => {
    const day = await written();
    expect(needsOf(day, true)).toBe("One emergency waits for an answer. Four posts wait for your signature.");
    const late = { ...day, ...nothing, inbox: { ...answered, open: 3, late: 2 } };
    expect(needsOf(late, false)).toBe("Two answers are late.");
    expect(isCalm(late)).toBe(false);
    const open = { ...late, inbox: { ...answered, open: 1 } };
    expect([isCalm(open), needsOf(open, false)]).toEqual([false, "One conversation is open."]);
    const [told] = ((await fixtureHost({ ...ordinary, counted: true }).rpc("today_get", null)) as Day).alerts;
    const warned = { ...late, inbox: answered, alerts: told ? [told] : [] };
    expect([isCalm(warned), needsOf(warned, false)]).toEqual([false, "There is one alert."]);
  });

  it("is for everybody else what they can decide or change", async () => {
    expect(needsOf(await full(), false)).toBe(
      "Six posts need a decision. The doctor asked for changes to one post.",
    );
  });

  it("is nothing, and then says what comes next", async () => {
    const day = { ...(await full()), ...nothing };
    expect(needsOf(day, true)).toBe("Nothing needs you. The next post goes out today at 18:30.");
    expect(needsOf({ ...day, next: [] }, false)).toBe("Nothing needs you.");
  });

  it("speaks of one as of one", async () => {
    const day = await full();
    expect(needsOf({ ...day, ...nothing, to_sign: day.to_sign.slice(0, 1) }, true)).toBe(
      "One post waits for your signature. It goes out tomorrow at 09:00.",
    );
  });

  it("names days as people do", async () => {
    const { now } = await full();
    expect(atWords({ ...now, date: "2026-11-21", time: "09:00" }, "2026-11-20")).toBe("tomorrow at 09:00");
    expect(atWords({ ...now, date: "2026-12-01", day_label: "Tue 1 Dec", time: "09:00" }, "2026-11-30")).toBe(
      "tomorrow at 09:00",
    );
    expect(atWords({ ...now, date: "2026-12-02", day_label: "Wed 2 Dec", time: "09:00" }, "2026-11-30")).toBe(
      "on Wed 2 Dec at 09:00",
    );
  });

  it("groups what goes out by day", async () => {
    expect(byDay((await full()).next).map(({ date, posts }) => [date, posts.length])).toEqual([
      ["2026-11-20", 3],
      ["2026-11-23", 1],
    ]);
  });
});

describe("the screen", () => {
  it("names the day, and begins a doctor's day with emergencies and what is to sign", async () => {
    start();
    expect((await screen.findByRole("heading", { level: 1, name: "Friday 20 November" })).tabIndex).toBe(-1);
    const sections = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
    expect(sections[0]).toContain(say.unanswered.title);
    expect(screen.getByRole("link", { name: say.unanswered.emergencies(1) }).getAttribute("href")).toBe(
      "#/inbox",
    );
    expect(sections[1]).toContain(say.toSign.title);
    press("s");
    expect([route.screen, route.id]).toEqual(["review", "w1"]);
  });

  it("shows a batch as one row with its marks", async () => {
    start();
    const row = await rowOf("World COPD Day");
    expect(within(row).getByText(say.toSign.posts(2))).toBeTruthy();
    expect(
      within(row)
        .getAllByRole("img")
        .map((mark) => mark.getAttribute("aria-label")),
    ).toEqual(["X", "Facebook"]);
  });

  it("does not offer signing to who can't sign", async () => {
    start({ person: "p-anil" });
    await screen.findByText(say.decisions.title);
    expect(screen.queryByRole("button", { name: say.toSign.open })).toBeNull();
    press("s");
    expect(route.screen).toBe("today");
  });

  it("moves from row to row with J and K", async () => {
    start();
    await rowOf("World COPD Day");
    const lines = [...document.querySelectorAll("section")][0]?.querySelectorAll("li").length ?? 0;
    for (let line = 0; line < lines; line += 1) press("j");
    expect(document.activeElement?.textContent).toContain("open");
    press("j");
    expect(document.activeElement?.textContent).toBe("World COPD Day");
    press("j");
    expect(document.activeElement?.textContent).toBe("Flu shots for over-60s: Thursday slots");
    press("k");
    expect(document.activeElement?.textContent).toBe("World COPD Day");
  });

  it("tells of what goes on beside the posts, with the way to it", async () => {
    start({ counted: true });
    const title = "A post on Facebook was seen far more than usual";
    const row = await rowOf(title);
    expect(within(row).getByRole("link", { name: title }).getAttribute("href")).toBe("#/compose/p1");
    expect(within(row).getByText(/The 12 posts before it/)).toBeTruthy();
  });

  it("is one calm sentence and one button when nothing is there", async () => {
    start({ empty: true, person: "p-anil" });
    expect(await screen.findByText(say.empty.none)).toBeTruthy();
    expect(screen.getAllByRole("button").map((button) => button.textContent?.trim())).toHaveLength(1);
    press("n");
    expect(route.screen).toBe("compose");
  });

  it("says that it could not be read, and asks again", async () => {
    start({ failing: new Set(["today_get"]) });
    expect((await screen.findByRole("alert")).textContent).toContain(say.failed);
    await userEvent.click(screen.getByRole("button", { name: words.kit.errors.retry }));
    expect(asked("today_get")).toHaveLength(2);
  });
});

describe("deciding", () => {
  it("tries again at once what failed", async () => {
    start();
    const row = await rowOf("Inhaler technique in 30 seconds");
    expect(row.textContent).toContain("Facebook refused the link. Nothing was posted.");
    await userEvent.click(within(row).getByRole("button", { name: say.decisions.retry }));
    await waitFor(() => expect(asked("delivery_retry")[0]?.request).toEqual({ id: "f1" }));
  });

  it("says in the row when trying again did not work", async () => {
    start({ failing: new Set(["delivery_retry"]) });
    const row = await rowOf("Inhaler technique in 30 seconds");
    await userEvent.click(within(row).getByRole("button", { name: say.decisions.retry }));
    expect((await within(row).findByRole("alert")).textContent).toContain(words.kit.errors.internal);
  });

  it("shows the platform's own words on demand only", async () => {
    start();
    const row = await rowOf("Inhaler technique in 30 seconds");
    expect(within(row).queryByText(/OAuthException/)).toBeNull();
    const details = within(row).getByRole("button", { name: new RegExp(say.decisions.details) });
    await userEvent.click(details);
    expect(details.getAttribute("aria-expanded")).toBe("true");
    expect(await within(row).findByText(/OAuthException/)).toBeTruthy();
  });

  it("gives what was missed a new time", async () => {
    start();
    const row = await rowOf("Evening flu shots this week");
    await userEvent.click(within(row).getByRole("button", { name: say.decisions.plan }));
    expect(await screen.findByRole("dialog", { name: words.plan.move })).toBeTruthy();
  });

  it("calls off only after asking", async () => {
    start();
    await userEvent.click(
      await screen.findByRole("button", { name: say.next.more("Evening hours this week") }),
    );
    await userEvent.click(await screen.findByText(say.next.callOff));
    expect(asked("delivery_cancel")).toHaveLength(0);
    await userEvent.click(await screen.findByRole("button", { name: say.callOff.yes }));
    await waitFor(() => expect(asked("delivery_cancel")[0]?.request).toEqual({ id: "s2" }));
  });

  it("opens what is out through the host", async () => {
    start();
    await userEvent.click(await screen.findByRole("button", { name: /Open on X: Clinic closed/ }));
    expect(asked("link_open")[0]?.request).toEqual({ url: "https://x.com/lakeside_clinic/status/2" });
  });
});

describe("what a person has to look at", () => {
  it("opens the sheet that decides about a post in doubt", async () => {
    start();
    await userEvent.click(await screen.findByRole("button", { name: words.resolve.open }));
    expect(await screen.findByRole("dialog", { name: words.resolve.title })).toBeTruthy();
  });

  it("opens the kit for a post that is finished by hand", async () => {
    start();
    const row = await rowOf("Story from the waiting room");
    await userEvent.click(within(row).getByRole("button", { name: words.byHand.open }));
    expect(await screen.findByRole("dialog", { name: words.byHand.title("Facebook") })).toBeTruthy();
  });
});

it("says that too few doctors can sign, also on a day on which nothing else waits", async () => {
  start({ restored: true, empty: true });
  expect(await screen.findByText(words.settings.people.signing.short)).toBeTruthy();
  expect(screen.getByRole("link", { name: say.openPeople })).toBeTruthy();
});
