// What a platform shows otherwise than it was signed: seen in Today, looked at side by side, and decided by a person.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { PostSummary } from "../../src/api/bindings/PostSummary";
import DecisionSheet from "../../src/kit/decision/DecisionSheet.svelte";
import { decisionsFor } from "../../src/kit/decision/decisions";
import ReadBackLine from "../../src/kit/readback/ReadBackLine.svelte";
import { toasts } from "../../src/kit/toasts.svelte";
import Today from "../../src/screens/Today.svelte";
import { actFor } from "../../src/screens/today/decide";
import { words } from "../../src/words";
import { when } from "../../dev/fixtures/times";
import { open } from "../fixture";
import { refusal, stage } from "../screens/support";

const say = words.readBack;
let clinic: ReturnType<typeof open> | undefined;
const onclose = vi.fn();

afterEach(() => {
  clinic?.close();
  clinic = undefined;
  onclose.mockReset();
});

async function sheet() {
  const opened = open({ altered: true, person: "p-anil" });
  clinic = opened;
  const list = (await opened.host.rpc("post_list", { batch_id: null, states: [] })) as PostSummary[];
  const post = list.find((one) => one.id === "p2");
  if (!post) throw new Error("p2");
  render(DecisionSheet, { what: "readBack", post, onclose });
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByRole("group", { name: "text" });
  return { dialog, asked: (name: string) => opened.host.asked.filter((one) => one.name === name) };
}

describe("a post that is not shown as it was signed", () => {
  it("is offered first, whatever its state", () => {
    expect(decisionsFor({ state: "posted", shown_otherwise: "gone" })).toEqual(["readBack", "takeDown"]);
    expect(actFor({ state: "posted", shown_otherwise: "differs" })).toBe("readBack");
    expect(actFor({ state: "partly_posted", shown_otherwise: null })).toBe("retry");
  });

  it("stands in Today with what is the matter, and opens the comparison", async () => {
    stage(Today, ["today"], { altered: true, person: "p-anil" });
    expect(await screen.findByText(new RegExp("X shows something else than was signed"))).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: say.open }));
    expect(await screen.findByRole("dialog", { name: say.title })).toBeTruthy();
  });

  it("shows what was signed beside what is shown", async () => {
    const { dialog } = await sheet();
    const pair = within(dialog).getByRole("group", { name: "text" });
    expect(within(pair).getByText(/closed on 25 December/)).toBeTruthy();
    expect(within(pair).getByText(/closed on 26 December/)).toBeTruthy();
    expect(within(dialog).getByText(say.againCosts)).toBeTruthy();
  });

  it("is seen by a person, and then it is over", async () => {
    const { dialog, asked } = await sheet();
    await userEvent.click(within(dialog).getByRole("button", { name: say.seen }));
    expect(asked("read_back_seen").map(({ request }) => request)).toEqual([{ id: "p2", findings: ["5c1f"] }]);
    expect(onclose).toHaveBeenCalledOnce();
    expect(toasts.current?.text).toBe(say.seenDone);
  });

  it("is looked at again when somebody mended it", async () => {
    const { dialog, asked } = await sheet();
    await userEvent.click(within(dialog).getByRole("button", { name: say.again }));
    expect(asked("read_back_look").map(({ request }) => request)).toEqual([{ id: "p2" }]);
    expect(onclose).not.toHaveBeenCalled();
  });

  it("stays when it could not be put on record", async () => {
    stage(
      Today,
      ["today"],
      { altered: true, person: "p-anil" },
      {
        read_back_seen: () => Promise.reject(refusal("stale", "There is nothing to look at any more.")),
      },
    );
    await userEvent.click(await screen.findByRole("button", { name: say.open }));
    const dialog = await screen.findByRole("dialog", { name: say.title });
    await userEvent.click(await within(dialog).findByRole("button", { name: say.seen }));
    expect(await within(dialog).findByText("There is nothing to look at any more.")).toBeTruthy();
  });
});

describe("what is known of a part", () => {
  const known = {
    finding: null,
    outcome: "same" as const,
    sentence: "Facebook shows exactly what was signed.",
    looked: when("2026-11-20", "10:32"),
    looks: 1,
    next_look: null,
    compared: ["text"],
    differences: [],
    seen_by: null,
    seen: null,
    costs: false,
  };

  it("is said with the time of the look and what was compared", () => {
    render(ReadBackLine, { known });
    expect(screen.getByText(/Facebook shows exactly what was signed\./)).toBeTruthy();
    expect(screen.getByText(/10:32/)).toBeTruthy();
    expect(screen.getByText(say.compared("text"))).toBeTruthy();
  });

  it("says when it is looked at next while nobody knows", () => {
    const next_look = when("2026-11-20", "10:40");
    render(ReadBackLine, {
      known: { ...known, outcome: null, sentence: "It could not be read back yet.", next_look },
    });
    expect(screen.getByText(/10:40/)).toBeTruthy();
  });
});
