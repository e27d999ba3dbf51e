// What a screen shows is read again when it changes, and stays when reading fails.

import { render } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";

import { problem } from "../dev/fixtures/scenes";
import { session } from "../src/api";
import { open, settle } from "./fixture";
import Reader from "./parts/Reader.svelte";

let window: ReturnType<typeof open>;
afterEach(() => window.close());

const asked = (name: string) => window.host.asked.filter((one) => one.name === name).length;

describe("a resource", () => {
  it("reads again when a tag it reads changes, and not for another", async () => {
    window = open();
    const { container } = render(Reader);
    await settle(60);
    expect(container.textContent).toContain("2 channels");
    expect(asked("channel_list")).toBe(1);

    window.world.channels.pop();
    window.host.emit("changed", ["activity"]);
    await settle(60);
    expect(asked("channel_list")).toBe(1);

    window.host.emit("changed", ["posts", "channels"]);
    await settle(60);
    expect(asked("channel_list")).toBe(2);
    expect(container.textContent).toContain("1 channels");
  });

  it("keeps the old data on the screen when reading again fails, and says so beside it", async () => {
    const failing = new Set<string>();
    window = open({ failing });
    const { container } = render(Reader);
    await settle(60);
    failing.add("channel_list");
    window.host.emit("changed", ["channels"]);
    await settle(60);
    expect(container.textContent).toContain("2 channels");
    expect(container.textContent).toContain("out of date");
  });

  it("drops an answer that was overtaken by a newer one", async () => {
    window = open();
    const answers: ((value: unknown) => void)[] = [];
    vi.spyOn(window.host, "rpc").mockImplementation(() => new Promise((answer) => answers.push(answer)));
    const { container, component } = render(Reader);
    await settle();
    component.reload();
    await settle();
    answers[1]?.([{}, {}, {}]);
    await settle();
    answers[0]?.([{}]);
    await settle();
    expect(container.textContent).toContain("3 channels");
  });

  it("reads once more after what changed many times while it was read", async () => {
    window = open();
    const answers: ((value: unknown) => void)[] = [];
    vi.spyOn(window.host, "rpc").mockImplementation(() => new Promise((answer) => answers.push(answer)));
    const { container } = render(Reader);
    await settle();
    for (let times = 0; times < 50; times++) window.host.emit("changed", ["channels"]);
    await settle();
    expect(answers).toHaveLength(1);
    answers[0]?.([{}]);
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]?.([{}, {}]);
    await settle();
    expect(answers).toHaveLength(2);
    expect(container.textContent).toContain("2 channels");
  });

  it("shows nothing for 300 ms, then grey bars", async () => {
    window = open({ delay: Infinity });
    const { container } = render(Reader);
    await settle(200);
    expect(container.querySelector(".skeleton")).toBeNull();
    await settle(150);
    expect(container.querySelector(".skeleton")).not.toBeNull();
  });

  it("shows no error for a locked session, and reads when somebody signs in again", async () => {
    window = open();
    const rpc = vi.spyOn(window.host, "rpc").mockRejectedValueOnce(problem("locked"));
    const { container } = render(Reader);
    await settle(60);
    expect(container.textContent?.trim()).toBe("");
    expect(session.person).toBeNull();
    session.set(window.world.session());
    await settle(60);
    expect(rpc).toHaveBeenCalledTimes(2);
    expect(container.textContent).toContain("2 channels");
  });
});
