// Who publishes a signed post: what is said in each state, and the way from the laptop to the platform and back.

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { Keeping } from "../../src/api/bindings/Keeping";
import type { Post } from "../../src/api/bindings/Post";
import Keeper from "../../src/kit/keeping/Keeper.svelte";
import { words } from "../../src/words";
import { problem } from "../../dev/fixtures/scenes";
import { open } from "../fixture";

let clinic: ReturnType<typeof open>;
const w = words.keeping;

afterEach(() => clinic?.close());

const asked = (name: string) =>
  clinic.host.asked.filter((one) => one.name === name).map((one) => one.request);

async function shown(id: string, more: Partial<Keeping> = {}, scene = {}) {
  clinic = open(scene);
  const post = (await clinic.host.rpc("post_get", { id })) as Post;
  const keeping = post.keeping && { ...post.keeping, ...more };
  return render(Keeper, { post: { ...post, keeping } });
}

const button = (name: string) => screen.queryByRole("button", { name: new RegExp(`^${name}`) });

const press = (name: string) => userEvent.click(screen.getByRole("button", { name: new RegExp(`^${name}`) }));

describe("who publishes it", () => {
  it("says nothing of a post whose platform keeps none", async () => {
    await shown("w1");
    expect(screen.queryByText(w.title)).toBeNull();
  });

  it("offers a signed post to its platform", async () => {
    await shown("s1");
    expect(screen.getByText(w.offered("Facebook"))).toBeTruthy();
    await press(w.give("Facebook"));
    await waitFor(() => expect(asked("keep_set")).toEqual([{ post_id: "s1", keep: true }]));
  });

  it("takes it back, also by key", async () => {
    await shown("k1");
    expect(screen.getByText(new RegExp(w.kept("Facebook")))).toBeTruthy();
    expect(screen.getByText(w.wantedBy("Anil Kumar"))).toBeTruthy();
    expect(button(w.takeBack)?.getAttribute("aria-keyshortcuts")).toBe("g");
    await press(w.takeBack);
    await waitFor(() => expect(asked("keep_set")).toEqual([{ post_id: "k1", keep: false }]));
  });

  it("says why the platform can't be given it, and offers nothing", async () => {
    await shown("s1", { state: "laptop", why_not: "It is too near." });
    expect(screen.getByText("It is too near.")).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says why the laptop publishes it although somebody chose otherwise", async () => {
    await shown("s1", { message: "Facebook did not take it." });
    expect(screen.getByText("Facebook did not take it.")).toBeTruthy();
  });

  it("waits for what is on its way back, and lets a person say that it is gone there", async () => {
    await shown("k2", { stuck: false });
    expect(screen.getByText(new RegExp(w.comingBack("YouTube")))).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
    clinic.close();
    document.body.innerHTML = "";
    await shown("k2");
    expect(button(w.again)).toBeTruthy();
    await press(w.deleted);
    await waitFor(() => expect(asked("keep_confirm_back")).toEqual([{ id: "k2" }]));
  });

  it("says what went wrong, and leaves it as it is", async () => {
    await shown("s1");
    vi.spyOn(clinic.host, "rpc").mockRejectedValueOnce(problem("invalid", "It is too near."));
    await press(w.give("Facebook"));
    expect(await screen.findByText("It is too near.")).toBeTruthy();
  });
});
