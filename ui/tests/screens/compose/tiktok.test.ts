// A post for TikTok on the desk: what its creator has to be asked is asked, nothing is chosen for anybody, and what the
// account does not allow can't be chosen.

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import type { PlatformOptions } from "../../../src/api/bindings/PlatformOptions";
import type { TiktokPost } from "../../../src/api/bindings/TiktokPost";
import { changedChoices } from "../../../src/kit/preview/choices";
import { toldOf } from "../../../src/kit/preview/tiktok";
import { go } from "../../../src/kit/route.svelte";
import Compose from "../../../src/screens/Compose.svelte";
import * as content from "../../../src/screens/compose/content";
import { words } from "../../../src/words";
import { open } from "../../fixture";
import { tiktoked } from "../../../dev/fixtures/tiktok";

const say = words.compose.tiktok;
let clinic: ReturnType<typeof open>;
afterEach(() => clinic.close());

async function start(post: string) {
  clinic = open({ person: "p-anil", tiktok: true });
  go("compose", post);
  render(Compose);
  await screen.findByRole("group", { name: say.way });
}

const kept = (post: string) => clinic.world.contents.get(post)?.options as TiktokPost;
const starting = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
const radio = (legend: string, name: string) =>
  within(screen.getByRole("group", { name: legend })).getByRole<HTMLInputElement>("radio", {
    name: starting(name),
  });
const box = (name: string) => screen.getByRole<HTMLInputElement>("checkbox", { name: starting(name) });

describe("a post for TikTok", () => {
  it("asks TikTok first, has nobody chosen to watch it and lets nobody do anything", async () => {
    await start("tt-new");
    expect(await screen.findByText("Lakeside Family Clinic, @lakesideclinic")).toBeTruthy();
    const group = screen.getByRole("group", { name: say.privacy });
    const radios = within(group).getAllByRole<HTMLInputElement>("radio");
    expect(radios).toHaveLength(3);
    for (const one of radios) expect(one.checked).toBe(false);
    for (const name of [say.comments, say.duets, say.stitches, say.ownBrand, say.branded, say.agree])
      expect(box(name).checked).toBe(false);
    expect(box(say.duets).disabled).toBe(true);
    expect(screen.getByText(say.off)).toBeTruthy();
    expect(within(group).queryByText(say.privacies.followers.label)).toBeNull();
    expect((await screen.findAllByText(/Choose who can watch the post/)).length).toBeGreaterThan(0);
    expect(screen.getByRole("textbox", { name: say.caption })).toBeTruthy();
    expect(screen.queryByRole("button", { name: words.compose.parts.addComment })).toBeNull();
  });

  it("keeps what is chosen, and asks for another consent where it advertises for others", async () => {
    await start("tt-new");
    await screen.findByText("Lakeside Family Clinic, @lakesideclinic");
    await userEvent.click(radio(say.privacy, say.privacies.friends.label));
    await userEvent.click(box(say.comments));
    await userEvent.click(box(say.agree));
    await waitFor(
      () => expect(kept("tt-new")).toMatchObject({ privacy: "friends", comments: true, consent: "music" }),
      { timeout: 4000 },
    );
    await userEvent.click(box(say.branded));
    expect(box(say.agreeBranded).checked).toBe(false);
    expect(radio(say.privacy, say.privacies.only.label).disabled).toBe(true);
    await userEvent.click(box(say.agreeBranded));
    await waitFor(
      () => expect(kept("tt-new")).toMatchObject({ branded: true, consent: "branded_and_music" }),
      { timeout: 4000 },
    );
  });

  it("asks for nothing where a person finishes it in the app", async () => {
    await start("tt-draft");
    expect(screen.queryByRole("group", { name: say.privacy })).toBeNull();
    expect(screen.queryByRole("checkbox", { name: starting(say.agree) })).toBeNull();
    expect(clinic.world.creatorAsked).toBe(false);
  });
});

describe("the cover of a video on TikTok", () => {
  it("is chosen by its instant and kept, and put back", async () => {
    await start("tt-read");
    const chooser = screen.getByRole("switch", { name: starting(words.compose.cover.choose) });
    expect(screen.queryByRole("slider")).toBeNull();
    await userEvent.click(chooser);
    await fireEvent.input(screen.getByRole("slider"), { target: { value: "2500" } });
    await waitFor(() => expect(kept("tt-read").cover_ms).toBe(2_500), { timeout: 4000 });
    await userEvent.click(chooser);
    await waitFor(() => expect(kept("tt-read").cover_ms).toBeNull(), { timeout: 4000 });
  });

  it("is told to nobody where a person finishes it in the app", () => {
    const of = (way: TiktokPost["way"]) => ({ parts: [], options: tiktoked({ way, cover_ms: 1_500 }) });
    expect(content.takesCover(of("direct"))).toBe(true);
    expect(content.takesCover(of("inbox"))).toBe(false);
  });

  it("is read before it is signed, with a mark where it is another", () => {
    const [name, shown] = [words.preview.cover.name, words.preview.cover.instant];
    const cover = (cover_ms: number | null) => tiktoked({ cover_ms }) as PlatformOptions & TiktokPost;
    const line = (now: TiktokPost, before?: TiktokPost) =>
      toldOf(now, before).find((one) => one.name === name);
    expect(line(cover(1_500))?.value).toBe(shown("0:01.5"));
    expect(line(cover(null))).toBeUndefined();
    expect(line(cover(null), cover(1_500))).toEqual({
      name,
      value: words.preview.none,
      was: shown("0:01.5"),
    });
    const [now, before] = [cover(2_000), cover(1_500)].map((options) => ({ parts: [], options }));
    expect(now && before && changedChoices(now, before)).toEqual([
      { name, was: shown("0:01.5"), now: shown("0:02.0") },
    ]);
  });
});

describe("changing what a post on TikTok is told", () => {
  const of = (more: Parameters<typeof tiktoked>[0]) => ({ parts: [], options: tiktoked(more) });

  it("takes a consent back that covers less than what is asked for now", () => {
    const branded = content.withTiktok(of({}), { branded: true });
    expect(content.tiktokOf(branded)?.consent).toBeNull();
    const agreed = content.withTiktok(branded, { consent: "branded_and_music" });
    expect(content.tiktokOf(content.withTiktok(agreed, { branded: false }))?.consent).toBe("music");
  });

  it("is another content then, and nothing elsewhere", () => {
    expect(content.same(of({}), of({ duets: true }))).toBe(false);
    expect(content.same(of({}), of({}))).toBe(true);
    const elsewhere = { parts: [], options: { platform: "x" as const } };
    expect(content.withTiktok(elsewhere, { duets: true })).toBe(elsewhere);
  });
});
