// Videos on the desk: handed over in pieces, shown with their facts, stopped, and seen going out.

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import type { Video } from "../../../src/api/bindings/Video";
import Film from "../../../src/kit/Film.svelte";
import { go } from "../../../src/kit/route.svelte";
import { announce, toasts } from "../../../src/kit/toasts.svelte";
import Uploading from "../../../src/kit/Uploading.svelte";
import Preview from "../../../src/kit/preview/Preview.svelte";
import Compose from "../../../src/screens/Compose.svelte";
import { words } from "../../../src/words";
import { filmOf } from "../../../dev/fixtures/video";
import { open } from "../../fixture";

const say = words.compose;
let clinic: ReturnType<typeof open>;
afterEach(() => clinic.close());

function start(id: string) {
  clinic = open({ person: "p-anil" });
  go("compose", id);
  return render(Compose);
}

const asked = (name: string) => clinic.host.asked.filter((one) => one.name === name);
const desk = async () =>
  (await screen.findByRole("textbox", { name: say.parts.main })).closest("[role=group]") as HTMLElement;

async function drop(file: File) {
  await fireEvent.drop(await desk(), { dataTransfer: { types: ["Files"], files: [file] } });
}

const film = (name = "welcome.mp4", type = "video/mp4") => new File([new Uint8Array(1000)], name, { type });

describe("a video that is dropped", () => {
  it("is handed over as it is asked for, and stands there with its facts", async () => {
    start("n2");
    await drop(film());
    const list = await screen.findByRole("list", { name: say.pictures.list(say.parts.main) });
    expect(asked("media_give")).toEqual([{ name: "media_give", request: { ticket: 7, bytes: 1000 } }]);
    expect(asked("media_import")).toHaveLength(0);
    expect(list.textContent).toContain("0:34");
    expect(list.textContent).toContain("48 MB");
    expect(list.textContent).toContain("H.264");
    expect(list.textContent).toContain(say.pictures.place);
    expect(within(list).queryByPlaceholderText(say.pictures.altPrompt)).toBeNull();
    expect(within(list).queryByRole("button", { name: say.crop.button("welcome.mp4") })).toBeNull();
    await userEvent.click(within(list).getByRole("button", { name: say.pictures.remove("welcome.mp4") }));
    await waitFor(() =>
      expect(screen.queryByRole("list", { name: say.pictures.list(say.parts.main) })).toBeNull(),
    );
  });

  it("is known by its name where the system does not say what it is", async () => {
    start("n2");
    await drop(film("walk.mov", ""));
    await waitFor(() => expect(asked("media_offer")).toHaveLength(1));
  });

  it("tells how far it is, and can be stopped", async () => {
    start("n2");
    clinic.world.emit = () => undefined;
    await drop(film());
    await waitFor(() => expect(asked("media_offer")).toHaveLength(1));
    clinic.host.emit("media_coming", { file_name: "welcome.mp4", done: 430, total: 1000 });
    expect(await screen.findByText(say.pictures.coming("welcome.mp4", 43))).toBeTruthy();
    announce("");
    await userEvent.click(screen.getByRole("button", { name: say.pictures.stop }));
    expect(asked("media_stop")).toHaveLength(1);
    await waitFor(() => expect(toasts.said).toBe(say.pictures.stopped(0)));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is said to be stopped only if it was", async () => {
    start("n2");
    clinic.world.emit = () => undefined;
    await drop(film());
    await waitFor(() => expect(asked("media_offer")).toHaveLength(1));
    clinic.host.emit("media_coming", { file_name: "welcome.mp4", done: 1000, total: 1000 });
    await waitFor(() => expect(clinic.world.given).toBeTruthy());
    announce("");
    // All of it was in before anybody could stop it.
    clinic.world.stop = undefined;
    await userEvent.click(await screen.findByRole("button", { name: say.pictures.stop }));
    clinic.world.given?.(7, new Uint8Array(1000));
    await screen.findByRole("list", { name: say.pictures.list(say.parts.main) });
    expect(toasts.said).not.toContain("Stopped");
  });
});

describe("what a post becomes", () => {
  it("on Facebook is a post or a reel, and a reel is kept as one", async () => {
    start("n2");
    await desk();
    await userEvent.click(screen.getByRole("radio", { name: say.parts.kinds.reel }));
    expect(screen.getByText(say.parts.kindHelp.facebook.reel)).toBeTruthy();
    await waitFor(
      () =>
        expect(clinic.world.contents.get("n2")?.options).toEqual({
          platform: "facebook",
          link: null,
          kind: "reel",
        }),
      { timeout: 4000 },
    );
  });
});

describe("the preview of a video", () => {
  const digest = "d".repeat(64);
  const show = (kind?: "reel") => {
    clinic = open({ person: "p-anil" });
    const stored = filmOf(digest);
    return render(Preview, {
      platform: "facebook",
      accountName: "Lakeside Clinic",
      content: {
        parts: [{ role: "main", text: "Come in", media: [{ digest, alt: "" }] }],
        options: { platform: "facebook", link: null, ...(kind ? { kind } : {}) },
      },
      pictures: stored ? [stored] : [],
    });
  };

  it("can be watched, and shows no description, which no platform tells", () => {
    const playable = HTMLMediaElement.prototype.canPlayType;
    HTMLMediaElement.prototype.canPlayType = () => "probably";
    const { container } = show("reel");
    HTMLMediaElement.prototype.canPlayType = playable;
    expect(container.querySelector("video")?.getAttribute("src")).toBeTruthy();
    expect(screen.getByText(words.preview.video.reel)).toBeTruthy();
    expect(screen.queryByText(words.preview.picture.descriptionsHelp)).toBeNull();
  });

  it("that is being watched is not thrown away when its post is read anew", async () => {
    clinic = open({ person: "p-anil" });
    const stored = filmOf(digest);
    if (!stored?.video) throw new Error("no video");
    const of = (video: Video) => ({ digest, video, bytes: stored.bytes, width: 1080, height: 1920 });
    const playable = HTMLMediaElement.prototype.canPlayType;
    HTMLMediaElement.prototype.canPlayType = () => "probably";
    const { container, rerender } = render(Film, of(stored.video));
    const player = container.querySelector("video");
    if (player) await fireEvent.error(player);
    expect(await screen.findByRole("button", { name: words.preview.video.load })).toBeTruthy();
    await rerender(of(structuredClone(stored.video)));
    expect(screen.queryByRole("button", { name: words.preview.video.load })).toBeTruthy();
    await rerender(of({ ...stored.video, made_of: ["MP4", "AV1"] }));
    expect(screen.queryByRole("button", { name: words.preview.video.load })).toBeNull();
    HTMLMediaElement.prototype.canPlayType = playable;
  });

  it("says so where this computer can't play it, and what mends it", async () => {
    const playable = HTMLMediaElement.prototype.canPlayType;
    HTMLMediaElement.prototype.canPlayType = () => "";
    const { container } = show();
    expect(await screen.findByText(words.preview.video.cannot)).toBeTruthy();
    HTMLMediaElement.prototype.canPlayType = playable;
    expect(container.querySelector("video")).toBeNull();
    expect(screen.getByText(/gstreamer1\.0-libav/)).toBeTruthy();
  });
});

it("how far an upload is stands at its post alone, and goes on with it", async () => {
  clinic = open({ person: "p-anil" });
  clinic.world.uploads = [{ post_id: "g1", sent: 43, total: 100 }];
  render(Uploading, { post: "g1" });
  expect(await screen.findByText(words.kit.uploading(43))).toBeTruthy();
  clinic.world.uploads = [{ post_id: "other", sent: 50, total: 100 }];
  clinic.host.emit("changed", ["uploads"]);
  await waitFor(() => expect(screen.queryByText(words.kit.uploading(43))).toBeNull());
  expect(screen.queryByText(words.kit.uploading(50))).toBeNull();
});
