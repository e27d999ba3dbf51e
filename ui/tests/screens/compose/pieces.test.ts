// GIFs that move, documents, videos in the later posts of a thread, and covers on the desk.

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import { pieceOf, piecePosts } from "../../../dev/fixtures/pieces";
import { filmOf } from "../../../dev/fixtures/video";
import type { Content } from "../../../src/api/bindings/Content";
import { go } from "../../../src/kit/route.svelte";
import { coverOf, instantOf } from "../../../src/kit/preview/cover";
import Preview from "../../../src/kit/preview/Preview.svelte";
import Compose from "../../../src/screens/Compose.svelte";
import {
  documentTitleOf,
  same,
  withCover,
  withDocumentTitle,
  withKind,
} from "../../../src/screens/compose/content";
import { words } from "../../../src/words";
import { open } from "../../fixture";

const say = words.compose;
let clinic: ReturnType<typeof open>;
afterEach(() => clinic?.close());

function start(id: string) {
  clinic = open({ person: "p-anil", pieces: true });
  go("compose", id);
  return render(Compose);
}

const asked = (name: string) => clinic.host.asked.filter((one) => one.name === name);
const kept = (id: string) => clinic.world.contents.get(id) as Content;
const content = (id: string) => piecePosts.find(([post]) => post.id === id)?.[1] as Content;
const part = async (name: string) =>
  (await screen.findByRole("textbox", { name })).closest("[role=group]") as HTMLElement;

function preview(id: string, seenBefore: Content | null = null) {
  clinic = open({ pieces: true });
  const post = piecePosts.find(([post]) => post.id === id);
  const pictures = content(id)
    .parts.flatMap(({ media }) => media)
    .flatMap(({ digest }) => pieceOf(digest) ?? filmOf(digest) ?? []);
  return render(Preview, {
    platform: post?.[0].platform ?? "x",
    accountName: "Lakeside",
    content: content(id),
    pictures,
    seenBefore,
  });
}

describe("a GIF that moves", () => {
  it("stands on the desk as one, with a description and without a cut-out", async () => {
    start("pc-gif");
    const main = await part(say.parts.thread(1, 2));
    expect(main.textContent).toContain(say.pictures.moving(24, "2.4 MB"));
    expect(within(main).getByRole("textbox", { name: say.pictures.alt("door.gif") })).toBeTruthy();
    expect(within(main).queryByRole("button", { name: say.crop.button("door.gif") })).toBeNull();
    expect(within(main).getByRole("button", { name: say.pictures.addWithMoving })).toBeTruthy();
  });

  it("can be halted and let go in the preview", async () => {
    preview("pc-gif");
    const gif = screen.getByRole("group", { name: words.preview.moving.label(24) });
    const address = () => within(gif).getByRole<HTMLImageElement>("img").src;
    const moving = address();
    await userEvent.click(within(gif).getByRole("button", { name: words.preview.moving.halt }));
    expect(address()).not.toBe(moving);
    await userEvent.click(within(gif).getByRole("button", { name: words.preview.moving.run }));
    expect(address()).toBe(moving);
  });
});

describe("a later post of a thread on X", () => {
  it("takes a video, with a description", async () => {
    start("pc-gif");
    const second = await part(say.parts.thread(2, 2));
    expect(within(second).getByRole("button", { name: say.pictures.addWithMoving })).toBeTruthy();
    const alt = within(second).getByRole("textbox", { name: say.pictures.alt("welcome.mp4") });
    await userEvent.type(alt, "!");
    await waitFor(
      () => expect(kept("pc-gif").parts[1]?.media[0]?.alt).toBe("A walk through the bright rooms!"),
      { timeout: 4000 },
    );
  });

  it("shows what is told of the video, because it is signed", () => {
    preview("pc-gif");
    expect(screen.getByText("A walk through the bright rooms")).toBeTruthy();
  });
});

describe("a document", () => {
  it("is handed over in pieces and brings a title to begin with", async () => {
    start("pc-pdf");
    const main = await part(say.parts.main);
    await userEvent.click(within(main).getByRole("button", { name: say.pictures.remove("our-house.pdf") }));
    await waitFor(() =>
      expect(screen.queryByRole("textbox", { name: new RegExp(`^${say.parts.documentTitle}`) })).toBeNull(),
    );
    const file = new File([new Uint8Array(1000)], "house.pdf", { type: "application/pdf" });
    await fireEvent.drop(main, { dataTransfer: { types: ["Files"], files: [file] } });
    const title = await screen.findByRole<HTMLInputElement>("textbox", {
      name: new RegExp(`^${say.parts.documentTitle}`),
    });
    expect(asked("media_offer")).toHaveLength(1);
    expect(title.value).toBe("Our new house");
    expect(main.textContent).toContain(say.pictures.document("12 pages", "3.1 MB"));
    expect(within(main).queryByPlaceholderText(say.pictures.altPrompt)).toBeNull();
    await userEvent.type(title, ", twice");
    await waitFor(() => expect(documentTitleOf(kept("pc-pdf"))).toBe("Our new house, twice"), {
      timeout: 4000,
    });
  });

  it("can be opened where it is read, and says where the copy lies", async () => {
    preview("pc-pdf");
    expect(screen.getByText(words.preview.document.kind("12 pages"))).toBeTruthy();
    expect(screen.getByText(words.preview.document.help)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: words.preview.document.open }));
    await waitFor(() => expect(asked("document_open")).toHaveLength(1));
    expect(asked("document_open")[0]?.request).toEqual({ digest: "b1".repeat(32) });
  });

  it("shows a changed title as a change", () => {
    preview("pc-pdf", withDocumentTitle(content("pc-pdf"), "Our old house"));
    expect(screen.getByText("old").closest("del")).toBeTruthy();
  });
});

describe("the cover of a reel", () => {
  it("is chosen by the slider or typed, and put back", async () => {
    start("pc-reel");
    const slider = await screen.findByRole<HTMLInputElement>("slider");
    expect(slider.value).toBe("4500");
    await fireEvent.input(slider, { target: { value: "7000" } });
    const seconds = screen.getByRole<HTMLInputElement>("textbox", { name: say.cover.seconds });
    expect(seconds.value).toBe("7");
    await userEvent.clear(seconds);
    await userEvent.type(seconds, "2,5");
    await waitFor(() => expect(coverOf(kept("pc-reel"))).toBe(2500), { timeout: 4000 });
    await userEvent.click(screen.getByRole("switch", { name: new RegExp(`^${say.cover.choose}`) }));
    await waitFor(() => expect(kept("pc-reel").options).toEqual({ platform: "instagram", kind: "reel" }), {
      timeout: 4000,
    });
    expect(screen.queryByRole("slider")).toBeNull();
  });

  it("is offered for a reel alone, and forgotten by another kind", () => {
    const reel = content("pc-reel");
    expect(withKind(reel, "story").options).toEqual({ platform: "instagram", kind: "story" });
    expect(same(reel, withCover(reel, 4_600))).toBe(false);
    expect(same(withDocumentTitle(content("pc-pdf"), ""), content("pc-pdf"))).toBe(false);
  });

  it("is read before it is signed, with a mark where it is another", () => {
    const before = withCover(content("pc-reel"), 1_000);
    preview("pc-reel", before);
    const told = screen.getByText(words.preview.cover.at("0:04.5"));
    expect(told.tagName).toBe("INS");
    expect(instantOf(65_240)).toBe("1:05.2");
  });
});

describe("a first comment", () => {
  it("is not offered where the channel’s sign-in lets none be written, and says why", async () => {
    clinic = open({ person: "p-anil", pieces: true });
    const id = clinic.world.posts.find((post) => post.id === "pc-pdf")?.channel_id;
    const channel = clinic.world.channels.find((one) => one.id === id);
    if (channel?.sign_in) channel.sign_in.login = "linkedin_member";
    go("compose", "pc-pdf");
    render(Compose);
    await userEvent.type(await screen.findByRole("textbox", { name: say.parts.main }), "!");
    expect(await screen.findByText(/no app comment for a person/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: say.parts.addComment })).toBeNull();
  });

  it("is offered everywhere else", async () => {
    start("pc-pdf");
    expect(await screen.findByRole("button", { name: say.parts.addComment })).toBeTruthy();
  });
});
