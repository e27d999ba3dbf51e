// The sheets in which a person decides about a post: resolve, post by hand, take down.

import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { DisplayState } from "../../src/api/bindings/DisplayState";
import type { PostSummary } from "../../src/api/bindings/PostSummary";
import DecisionSheet from "../../src/kit/decision/DecisionSheet.svelte";
import { type Decision, decisionsFor } from "../../src/kit/decision/decisions";
import TakeDownSheet from "../../src/kit/takedown/TakeDownSheet.svelte";
import { toasts } from "../../src/kit/toasts.svelte";
import { words } from "../../src/words";
import { problem } from "../../dev/fixtures/scenes";
import { open } from "../fixture";

let clinic: ReturnType<typeof open>;
const onclose = vi.fn();

afterEach(() => {
  clinic?.close();
  onclose.mockReset();
});

const asked = (name: string) =>
  clinic.host.asked.filter((one) => one.name === name).map((one) => one.request);

async function post(id: string): Promise<PostSummary> {
  const list = (await clinic.host.rpc("post_list", { batch_id: null, states: [] })) as PostSummary[];
  const found = list.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
}

async function sheet(what: Decision, id: string, scene: Parameters<typeof open>[0] = {}) {
  clinic = open(scene);
  render(DecisionSheet, { what, post: await post(id), onclose });
  return screen.findByRole("dialog");
}

describe("what is offered", () => {
  it.each<[DisplayState, Decision[]]>([
    ["draft", []],
    ["signed", []],
    ["doubt", ["resolve", "takeDown"]],
    ["missed", ["resolve"]],
    ["partly_posted", ["resolve", "takeDown"]],
    ["handed_over", ["byHand"]],
    ["posted", ["takeDown"]],
    ["removed", []],
  ])("for %s", (state, decisions) => {
    expect(decisionsFor({ state })).toEqual(decisions);
  });
});

describe("resolve", () => {
  const say = words.resolve;
  const radio = (dialog: HTMLElement, name: string) =>
    within(dialog).findByRole<HTMLInputElement>("radio", { name: new RegExp(`^${name}`) });
  const submit = (dialog: HTMLElement) =>
    userEvent.click(within(dialog).getByRole("button", { name: say.submit }));

  it("says what is known, and leads to the account", async () => {
    const dialog = await sheet("resolve", "d1");
    expect(await within(dialog).findByText(say.looked(3, 1))).toBeTruthy();
    await userEvent.click(within(dialog).getByRole("button", { name: say.look("X") }));
    expect(asked("link_open")).toEqual([{ url: "https://x.com/lakeside_clinic" }]);
  });

  it("is decided by nobody by accident", async () => {
    const dialog = await sheet("resolve", "d1");
    await radio(dialog, say.there);
    expect(
      within(dialog)
        .getAllByRole<HTMLInputElement>("radio")
        .some((one) => one.checked),
    ).toBe(false);
    await submit(dialog);
    expect(within(dialog).getByText(say.choose)).toBeTruthy();
    await userEvent.click(await radio(dialog, say.notThere));
    await submit(dialog);
    expect(within(dialog).getByText(say.chooseThen)).toBeTruthy();
    expect(asked("delivery_decide")).toEqual([]);
  });

  it("takes the address of what is there, and only an address", async () => {
    const dialog = await sheet("resolve", "d1");
    await userEvent.click(await radio(dialog, say.there));
    const address = within(dialog).getByRole("textbox", { name: say.address });
    await submit(dialog);
    expect(within(dialog).getByText(say.needAddress)).toBeTruthy();
    await userEvent.type(address, "javascript:alert(1)");
    await submit(dialog);
    expect(within(dialog).getByText(say.needHttps)).toBeTruthy();
    await userEvent.clear(address);
    await userEvent.type(address, "https://x.com/lakeside_clinic/status/7");
    await submit(dialog);
    await waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked("delivery_decide")).toEqual([
      { post_id: "d1", found: { kind: "public", address: "https://x.com/lakeside_clinic/status/7" } },
    ]);
  });

  it.each([
    [say.again, false],
    [say.drop, true],
  ])("%s: what is not there", async (choice, drop) => {
    const dialog = await sheet("resolve", "d1");
    await userEvent.click(await radio(dialog, say.notThere));
    await userEvent.click(await radio(dialog, choice));
    await submit(dialog);
    await waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked("delivery_decide")).toEqual([{ post_id: "d1", found: { kind: "not_public", drop } }]);
  });

  it("moves once there is a time to move to, and leaves the post alone until then", async () => {
    const dialog = await sheet("resolve", "d1");
    await userEvent.click(await radio(dialog, say.notThere));
    await userEvent.click(await radio(dialog, say.move));
    await submit(dialog);
    const plan = await screen.findByRole("dialog", { name: words.plan.move });
    await userEvent.click(within(plan).getByRole("button", { name: words.kit.cancel }));
    expect(onclose).toHaveBeenCalled();
    expect(asked("delivery_decide")).toEqual([]);
  });

  it("decides just before it plans, once, and says where the post is if it got no time after all", async () => {
    const dialog = await sheet("resolve", "d1");
    await userEvent.click(await radio(dialog, say.notThere));
    await userEvent.click(await radio(dialog, say.move));
    await submit(dialog);
    const plan = await screen.findByRole("dialog", { name: words.plan.move });
    const { rpc } = clinic.host;
    clinic.host.rpc = async (name, request) => {
      if (name !== "plan_set") return rpc(name, request);
      clinic.host.asked.push({ name, request });
      throw problem("invalid", "This time has passed.", { field: "time" });
    };
    const field = (name: string) => within(plan).getByRole("textbox", { name });
    const time = field(words.plan.time);
    await userEvent.clear(field(words.plan.date));
    await userEvent.type(field(words.plan.date), "2026-12-01");
    await userEvent.clear(time);
    await userEvent.type(time, "noon{Enter}");
    expect(asked("delivery_decide")).toEqual([]);
    await userEvent.clear(time);
    await userEvent.type(time, "23:45{Enter}");
    await waitFor(() => expect(asked("plan_set")).toHaveLength(1));
    expect(asked("delivery_decide")).toEqual([{ post_id: "d1", found: { kind: "not_public", drop: true } }]);
    await userEvent.type(time, "{Enter}");
    await waitFor(() => expect(asked("plan_set")).toHaveLength(2));
    expect(asked("delivery_decide")).toHaveLength(1);
    await userEvent.click(within(plan).getByRole("button", { name: words.kit.cancel }));
    expect(toasts.current?.text).toBe(say.done.leftOpen);
  });

  it("asks nobody what is there when nothing was sent", async () => {
    const dialog = await sheet("resolve", "f1");
    await userEvent.click(await radio(dialog, say.drop));
    expect(within(dialog).queryByText(say.found)).toBeNull();
    await submit(dialog);
    await waitFor(() => expect(asked("delivery_cancel")).toEqual([{ id: "f1" }]));
  });
});

describe("by hand", () => {
  const say = words.byHand;

  it("says of a thread's later address what is wrong with it at its own field", async () => {
    const dialog = await sheet("byHand", "x4");
    const { rpc } = clinic.host;
    const kit = (await rpc("kit_get", { id: "x4" })) as { parts: object[] };
    clinic.host.rpc = async (name, request) => {
      if (name === "kit_get")
        return { ...kit, parts: [0, 1, 2].map((ordinal) => ({ ...kit.parts[0], ordinal })) };
      if (name !== "kit_posted") return rpc(name, request);
      throw problem("invalid", "This post is on another account.", { field: "addresses.2" });
    };
    clinic.host.emit("changed", ["posts", "publishing", "queue"]);
    const fields = await waitFor(() => {
      const found = within(dialog).getAllByRole("textbox");
      expect(found).toHaveLength(3);
      return found;
    });
    for (const field of fields) await userEvent.type(field, "https://x.com/lakeside_clinic/status/1");
    await userEvent.click(within(dialog).getByRole("button", { name: say.submit }));
    await waitFor(() => expect(fields[2]?.getAttribute("aria-invalid")).toBe("true"));
    expect(fields[0]?.getAttribute("aria-invalid")).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(fields[2]));
  });

  it("copies what was signed, and marks as posted with an address", async () => {
    const user = userEvent.setup();
    const dialog = await sheet("byHand", "x4");
    await user.click(await within(dialog).findByRole("button", { name: say.copy }));
    expect(await within(dialog).findByText(say.copied)).toBeTruthy();
    expect(await navigator.clipboard.readText()).toContain("Story from the waiting room");
    await user.click(within(dialog).getByRole("button", { name: say.submit }));
    expect(within(dialog).getByText(say.needAddress)).toBeTruthy();
    const address = within(dialog).getByRole("textbox", { name: new RegExp(say.address) });
    await user.type(address, "https://example.org/1");
    await user.click(within(dialog).getByRole("button", { name: say.submit }));
    expect(await within(dialog).findByText(/This is no address of a post/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(address));
    await user.clear(address);
    await user.type(address, "https://www.facebook.com/112233445566778_9");
    await user.click(within(dialog).getByRole("button", { name: say.submit }));
    await waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked("kit_posted").at(-1)).toEqual({
      post_id: "x4",
      addresses: ["https://www.facebook.com/112233445566778_9"],
    });
  });

  it("tells everything that was signed of a video, and calls its files what they are", async () => {
    const user = userEvent.setup();
    const dialog = await sheet("byHand", "yt-hand", { videos: true });
    const told = await within(dialog).findByRole("region", { name: say.told.title });
    const { names, forKids, nobodyNotified } = words.preview.youtube;
    for (const [name, value] of [
      [say.told.videoTitle, "Flu season: what you can do"],
      [names.privacy, words.compose.youtube.privacies.unlisted.label],
      [names.kids, forKids],
      [names.notify, nobodyNotified],
      [names.category, words.compose.youtube.categories.education],
      [say.told.tags, "flu shot, clinic"],
    ] as const)
      expect(within(told).getByText(name).nextElementSibling?.textContent).toContain(value);
    await user.click(within(told).getByRole("button", { name: say.told.copyTitle }));
    expect(await navigator.clipboard.readText()).toBe("Flu season: what you can do");
    await user.click(within(told).getByRole("button", { name: say.told.copyTags }));
    expect(await navigator.clipboard.readText()).toBe("flu shot, clinic");
    expect(within(dialog).getByText(say.media.video(1))).toBeTruthy();
    expect(within(dialog).getByText(say.media.cover())).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: say.save.video }));
    await waitFor(() =>
      expect(asked("kit_picture_save")).toMatchObject([{ file_name: "youtube-video-1.mp4" }]),
    );
  });

  it("is called off by who did not post it", async () => {
    const dialog = await sheet("byHand", "x4");
    await userEvent.click(await within(dialog).findByRole("button", { name: say.notPosted }));
    await waitFor(() => expect(asked("kit_not_posted")).toEqual([{ id: "x4" }]));
    await waitFor(() => expect(onclose).toHaveBeenCalled());
  });
});

describe("take down", () => {
  const say = words.takeDown;

  async function publicOnes(): Promise<PostSummary[]> {
    const list = (await clinic.host.rpc("post_list", { batch_id: null, states: [] })) as PostSummary[];
    return list.filter((one) => one.state === "posted");
  }

  it("names what goes and where, and does nothing before it is told to", async () => {
    clinic = open({});
    const posts = await publicOnes();
    expect(posts.length).toBeGreaterThan(1);
    render(TakeDownSheet, { posts, onclose });
    const dialog = await screen.findByRole("dialog", { name: say.title(posts.length) });
    for (const one of posts) {
      expect(within(dialog).getByText(one.title)).toBeTruthy();
      const from = say.from(words.kit.platforms[one.platform], one.channel_name);
      expect(within(dialog).getAllByText(from).length).toBeGreaterThan(0);
    }
    expect(asked("post_take_down")).toEqual([]);
  });

  it("shows what came of each, and what a person can do where it got stuck", async () => {
    clinic = open({});
    const posts = await publicOnes();
    const stuck = posts.filter((one) => one.platform === "facebook");
    expect(stuck.length).toBeGreaterThan(0);
    render(TakeDownSheet, { posts, onclose });
    await userEvent.click(await screen.findByRole("button", { name: say.yes }));
    expect(asked("post_take_down")).toEqual([{ ids: posts.map((one) => one.id) }]);
    expect((await screen.findAllByText(say.states.removed)).length).toBe(posts.length - stuck.length);
    const [deleted] = await screen.findAllByRole("button", { name: say.deleted });
    await userEvent.click(deleted as HTMLElement);
    await waitFor(() => expect(asked("removal_confirm")).toHaveLength(1));
    await waitFor(() =>
      expect(screen.getAllByText(say.states.removed).length).toBe(posts.length - stuck.length + 1),
    );
  });
});
