// A video for YouTube on the desk: what has to be chosen is asked for, and nothing is chosen for anybody.

import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import type { YoutubeVideo } from "../../../src/api/bindings/YoutubeVideo";
import { go } from "../../../src/kit/route.svelte";
import Compose from "../../../src/screens/Compose.svelte";
import { words } from "../../../src/words";
import { open } from "../../fixture";

const say = words.compose.youtube;
let clinic: ReturnType<typeof open>;
afterEach(() => clinic.close());

async function start() {
  clinic = open({ person: "p-anil", videos: true });
  go("compose", "yt-new");
  render(Compose);
  return screen.findByRole("textbox", { name: new RegExp(`^${say.title}`) });
}

const kept = () => clinic.world.contents.get("yt-new")?.options as YoutubeVideo;
const radio = (legend: string, name: string) =>
  within(screen.getByRole("group", { name: legend })).getByRole<HTMLInputElement>("radio", {
    name: new RegExp(`^${name}`),
  });

describe("a video for YouTube", () => {
  it("has nothing chosen that would publish by surprise, and says what is missing", async () => {
    await start();
    for (const legend of [say.privacy, say.kids]) {
      const group = screen.getByRole("group", { name: legend });
      for (const one of within(group).getAllByRole<HTMLInputElement>("radio"))
        expect(one.checked).toBe(false);
    }
    expect((await screen.findAllByText(/Choose who can watch the video/)).length).toBeGreaterThan(0);
    expect(screen.getByRole("textbox", { name: words.compose.parts.description })).toBeTruthy();
  });

  it("keeps what is chosen and typed", async () => {
    const title = await start();
    await userEvent.type(title, "Our new rooms");
    await userEvent.click(radio(say.privacy, say.privacies.unlisted.label));
    await userEvent.click(radio(say.kids, say.kidsChoices.no.label));
    await userEvent.click(screen.getByRole("checkbox", { name: new RegExp(`^${say.synthetic}`) }));
    await userEvent.type(
      screen.getByRole("textbox", { name: new RegExp(`^${say.tags}`) }),
      "flu shot, clinic",
    );
    await waitFor(
      () =>
        expect(kept()).toMatchObject({
          title: "Our new rooms",
          privacy: "unlisted",
          made_for_kids: false,
          synthetic: true,
          notify: true,
          tags: ["flu shot", "clinic"],
        }),
      { timeout: 4000 },
    );
  });

  it("offers to tell followers only of what everybody can watch", async () => {
    await start();
    const box = () => screen.getByRole<HTMLInputElement>("checkbox", { name: new RegExp(`^${say.notify}`) });
    await userEvent.click(radio(say.privacy, say.privacies.private.label));
    await waitFor(() => expect(box().disabled).toBe(true));
    expect([box().checked, screen.queryAllByText(say.notifyNobody).length]).toEqual([false, 1]);
    await userEvent.click(radio(say.privacy, say.privacies.public.label));
    await waitFor(() => expect(box().disabled).toBe(false));
    expect([box().checked, screen.queryAllByText(say.notifyHelp).length]).toEqual([true, 1]);
  });

  it("keeps a title and tags that could not be saved, to copy", async () => {
    const user = userEvent.setup();
    clinic = open({ person: "p-anil", videos: true, failing: new Set(["post_save"]) });
    go("compose", "yt-new");
    const { unmount } = render(Compose);
    // Pasted, so that it is left before it was saved by itself.
    await user.click(await screen.findByRole("textbox", { name: new RegExp(`^${say.title}`) }));
    await user.paste("Our new rooms");
    await user.click(screen.getByRole("textbox", { name: new RegExp(`^${say.tags}`) }));
    await user.paste("flu shot, clinic");
    unmount();
    await waitFor(() => expect(clinic.host.asked.some(({ name }) => name === "post_save")).toBe(true));
    await new Promise((go) => setTimeout(go));
    render(Compose);
    expect(await screen.findByText(words.compose.theirs.left)).toBeTruthy();
    const mine = screen.getByRole<HTMLTextAreaElement>("textbox", { name: words.kit.lost.mine });
    expect(mine.value).toBe(`${say.title}: Our new rooms\n\n${say.tags}: flu shot, clinic`);
    await user.click(screen.getByRole("button", { name: words.kit.lost.copy }));
    expect(await navigator.clipboard.readText()).toBe(mine.value);
    await user.click(screen.getByRole("button", { name: words.kit.lost.drop }));
  });

  it("greets with no red sentence beside a field, and says what is missing once the field was left", async () => {
    const title = await start();
    await screen.findAllByText(/Choose who can watch the video/);
    expect(screen.queryAllByRole("alert")).toEqual([]);
    await userEvent.click(title);
    await userEvent.tab();
    await waitFor(() => expect(title.getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getAllByRole("alert")).toHaveLength(1);
  });

  it("takes no description of the picture before the video, because none is sent", async () => {
    clinic = open({ person: "p-anil", videos: true });
    const hand = clinic.world.contents.get("yt-hand");
    const fresh = clinic.world.contents.get("yt-new");
    if (!hand || !fresh) throw new Error("no posts");
    clinic.world.contents.set("yt-new", { ...fresh, parts: hand.parts });
    go("compose", "yt-new");
    render(Compose);
    await screen.findByRole("list", { name: words.compose.pictures.list(words.compose.parts.description) });
    expect(screen.queryByPlaceholderText(words.compose.pictures.altPrompt)).toBeNull();
  });

  it("says what counts as how much in the field itself, once a description is nearly full", async () => {
    await start();
    const field = screen.getByRole<HTMLTextAreaElement>("textbox", {
      name: words.compose.parts.description,
    });
    await userEvent.click(field);
    await userEvent.paste("क".repeat(1_600));
    const note = await screen.findByText(/other scripts and emoji as 3 or 4/);
    expect(field.getAttribute("aria-describedby")).toContain(note.id);
  });
});
