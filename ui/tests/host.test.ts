// The host of the product: what it promises about Tauri, which subscribes asynchronously.

import { beforeEach, describe, expect, it, vi } from "vitest";

const told: string[] = [];
let subscribed: (leave: () => void) => void = () => undefined;
let refused: (reason: unknown) => void = () => undefined;

vi.mock("@tauri-apps/api/core", () => ({
  invoke: (name: string) => {
    told.push(name);
    return Promise.resolve(name);
  },
  convertFileSrc: (path: string) => path,
}));
vi.mock("@tauri-apps/api/event", () => ({
  listen: () =>
    new Promise<() => void>((done, failed) => {
      subscribed = done;
      refused = failed;
    }),
}));

const { tauri } = await import("../src/host/tauri");

describe("the host", () => {
  beforeEach(() => told.splice(0));

  it("asks for nothing that tells on its way before somebody hears it", async () => {
    tauri.listen("media_wanted", () => undefined);
    const offered = tauri.act("media_offer", { turn: 1, name: "tour.mp4", bytes: 9 });
    await Promise.resolve();
    expect(told).toEqual([]);
    subscribed(() => undefined);
    await offered;
    expect(told).toEqual(["media_offer"]);
  });

  it("goes on where it can't be heard", async () => {
    tauri.listen("media_coming", () => undefined);
    const stopped = tauri.act("media_stop", {});
    refused(new Error("no window"));
    await stopped;
    expect(told).toEqual(["media_stop"]);
  });

  it("leaves what it was left by before it was heard", async () => {
    const leave = vi.fn();
    tauri.listen("changed", () => undefined)();
    subscribed(leave);
    await tauri.act("media_stop", {});
    await vi.waitFor(() => {
      expect(leave).toHaveBeenCalledOnce();
    });
  });
});
