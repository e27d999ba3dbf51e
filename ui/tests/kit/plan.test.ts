// Choosing a time.

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { problem } from "../../dev/fixtures/scenes";
import { longDay, readDate, readTime, step, stepTime } from "../../src/kit/plan/calendar";
import PlanSheet from "../../src/kit/plan/PlanSheet.svelte";
import { toasts } from "../../src/kit/toasts.svelte";
import { words } from "../../src/words";
import { open } from "../fixture";

const say = words.plan;

describe("dates and times as people type them", () => {
  it.each([
    ["2026-11-20", "2026-11-20"],
    [" 2026.1.5 ", "2026-01-05"],
    ["2026-02-30", undefined],
    ["20.11.2026", undefined],
    ["tomorrow", undefined],
  ])("reads the date %s", (typed, date) => expect(readDate(typed)).toBe(date));

  it.each([
    ["9", "09:00"],
    ["930", "09:30"],
    ["18.30", "18:30"],
    ["18:30", "18:30"],
    ["24:00", undefined],
    ["12:60", undefined],
    ["soon", undefined],
  ])("reads the time %s", (typed, time) => expect(readTime(typed)).toBe(time));

  it("steps over the ends of months, years and days", () => {
    expect(step("2026-12-31", 1)).toBe("2027-01-01");
    expect(step("2028-03-01", -1)).toBe("2028-02-29");
    expect(stepTime("23:45", 15)).toBe("00:00");
    expect(stepTime("00:00", -15)).toBe("23:45");
  });

  it("writes a day in full", () => expect(longDay("2026-11-20", "en-GB")).toBe("Friday 20 November"));
});

describe("the sheet that gives a post its time", () => {
  let clinic: ReturnType<typeof open>;
  const onclose = vi.fn();

  function start(id: string) {
    onclose.mockClear();
    clinic = open({ person: "p-anil" });
    return render(PlanSheet, { post: clinic.world.find(id), onclose });
  }
  const asked = () => clinic.host.asked.filter(({ name }) => name === "plan_set");
  const field = (name: string) =>
    screen.getByRole<HTMLInputElement>(name === say.zone ? "combobox" : "textbox", { name });
  const submit = () => userEvent.click(screen.getByRole("button", { name: say.submit }));

  afterEach(() => clinic.close());

  it("asks for what can't be read, at its field, before the core is asked", async () => {
    start("n1");
    await waitFor(() => expect(field(say.zone).value).toBe(clinic.world.clinic.zone));
    await userEvent.clear(field(say.date));
    await userEvent.type(field(say.date), "someday");
    await submit();
    expect(screen.getByText(say.needDate)).toBeTruthy();
    expect(screen.getByText(say.needTime)).toBeTruthy();
    expect(asked()).toHaveLength(0);
    expect(document.activeElement).toBe(field(say.date));
  });

  it("plans what was typed, and offers the way back", async () => {
    start("n1");
    await waitFor(() => expect(field(say.zone).value).not.toBe(""));
    await userEvent.clear(field(say.date));
    await userEvent.type(field(say.date), "2026-11-27");
    await userEvent.type(field(say.time), "930");
    await submit();
    await waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked()[0]?.request).toEqual({
      post_id: "n1",
      date: "2026-11-27",
      time: "09:30",
      zone: clinic.world.clinic.zone,
    });
    await toasts.current?.undo?.();
    expect(clinic.host.asked.at(-1)?.name).toBe("plan_undo");
  });

  it("offers the next time that the clinic's rules let the post have, and takes it", async () => {
    start("n2");
    await waitFor(() => expect(field(say.zone).value).not.toBe(""));
    const rpc = clinic.host.rpc;
    let rules = true;
    clinic.host.rpc = (name, request) =>
      name === "plan_set" && rules
        ? Promise.reject(problem("outside_policy", "Outside the clinic's hours.", { field: "time" }))
        : rpc(name, request);
    await submit();
    await screen.findByText("Outside the clinic's hours.");
    await userEvent.click(
      await screen.findByRole("button", { name: words.rules.offer("Mon 23 Nov", "09:00") }),
    );
    expect([field(say.date).value, field(say.time).value]).toEqual(["2026-11-23", "09:00"]);
    expect(screen.queryByText("Outside the clinic's hours.")).toBeNull();
    rules = false;
    await submit();
    await waitFor(() => expect(onclose).toHaveBeenCalled());
  });

  it.each([
    ["time", "On this day the clocks go forward, and 02:30 never comes. Choose 03:00 or later."],
    ["zone", "There is no time zone called “Asia/Nowhere”."],
    ["date", "This is not a date."],
  ])("shows the core's refusal at the field %s", async (where, message) => {
    start("n2");
    await waitFor(() => expect(field(say.zone).value).not.toBe(""));
    const rpc = clinic.host.rpc;
    clinic.host.rpc = (name, request) =>
      name === "plan_set"
        ? Promise.reject(problem("invalid", message, { field: where }))
        : rpc(name, request);
    await submit();
    const told = await screen.findByText(message);
    const wrong = field(say[where as "time" | "zone" | "date"]);
    expect(wrong.getAttribute("aria-describedby")?.split(" ")).toContain(told.id);
    await waitFor(() => expect(document.activeElement).toBe(wrong));
    expect(onclose).not.toHaveBeenCalled();
  });

  it("steps with the arrow keys", async () => {
    start("n2");
    await userEvent.type(field(say.date), "{ArrowUp}");
    expect(field(say.date).value).toBe("2026-11-28");
    await userEvent.type(field(say.time), "{ArrowDown}");
    expect(field(say.time).value).toBe("11:45");
  });

  it("says what became of the signature, and what there is to know", async () => {
    start("s2");
    const rpc = clinic.host.rpc;
    clinic.host.rpc = async (name, request) => {
      const answer = await rpc(name, request);
      return name === "plan_set"
        ? {
            ...(answer as object),
            signature_kept: false,
            notice: "Another post goes out at the same minute.",
          }
        : answer;
    };
    expect(screen.getByText(say.signed)).toBeTruthy();
    await waitFor(() => expect(field(say.zone).value).not.toBe(""));
    await submit();
    await waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(toasts.current?.text).toContain(say.lost);
    expect(toasts.current?.text).toContain("Another post goes out at the same minute.");
  });
});
