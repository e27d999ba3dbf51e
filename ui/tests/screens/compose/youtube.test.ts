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
});
