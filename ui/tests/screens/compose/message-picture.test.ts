// The picture above a message: one, a picture, and what is left out is named.

import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { templates } from "../../../dev/fixtures/messages";
import type { Picture } from "../../../src/api/bindings/Picture";
import type { TemplateShown } from "../../../src/api/bindings/TemplateShown";
import Compose from "../../../src/screens/Compose.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const w = words.message;
const picture = (name: string) => new File(["x"], name, { type: "image/png" });
const video = (name: string) => new File(["x"], name, { type: "video/mp4" });
const note = new File(["x"], "notes.txt", { type: "text/plain" });

/** A message whose template wants a picture, and a way to drop files where it belongs. */
async function wanting() {
  const on = stage(Compose, ["compose", "wa-new"], { person: "p-anil", messages: true });
  await userEvent.click(await screen.findByRole("button", { name: w.template.choose }));
  const { seen } = templates.find((one) => one.seen.header === "image") as TemplateShown;
  const use = w.template.useOf(seen.name, seen.language);
  await userEvent.click(await screen.findByRole("button", { name: use }));
  const place = (await screen.findByRole("heading", { name: w.picture.title })).closest("section");
  if (!place) throw new Error("no place for a picture");
  const drop = (...files: File[]) =>
    fireEvent.drop(place, { dataTransfer: { files, types: ["Files"], items: [] } });
  return { on, drop };
}

const there = () => waitFor(() => expect(screen.queryByText(w.picture.wanted)).toBeNull());

test("what is no picture is refused in words, and a picture stands above the text", async () => {
  const { on, drop } = await wanting();
  await drop(note);
  expect(await screen.findByText(words.compose.pictures.notPicture("notes.txt"))).toBeTruthy();
  expect(on.sent("media_import")).toHaveLength(0);
  await drop(picture("nurse.png"));
  await waitFor(() => expect(on.sent("media_import")).toHaveLength(1));
  await there();
});

test("a video is refused before any of it is taken in", async () => {
  const { on, drop } = await wanting();
  await drop(video("tour.mp4"));
  expect(await screen.findByText(w.picture.isVideo("tour.mp4"))).toBeTruthy();
  expect(on.sent("media_offer")).toHaveLength(0);
  expect(screen.getByText(w.picture.wanted)).toBeTruthy();
});

test("of several files the first picture is taken, and the others are named", async () => {
  const { on, drop } = await wanting();
  await drop(video("tour.mp4"), picture("nurse.png"), picture("room.png"));
  expect(await screen.findByText(w.picture.leftOut(["tour.mp4", "room.png"]))).toBeTruthy();
  expect(on.sent("media_import")).toMatchObject([{ name: "nurse.png" }]);
  expect(on.sent("media_offer")).toHaveLength(0);
  await there();
});

test("a video from the system's own dialog is not put above the text, and a picture beside it is", async () => {
  const { on } = await wanting();
  const garden: Picture = {
    digest: "c".repeat(64),
    file_name: "garden.jpg",
    width: 1200,
    height: 900,
    bytes: 300_000,
    metadata_removed: true,
  };
  const tour: Picture = {
    ...garden,
    digest: "d".repeat(64),
    file_name: "tour.mp4",
    video: {
      mime: "video/mp4",
      duration_ms: 9000,
      length: "0:09",
      made_of: ["MP4"],
      poster: false,
      place_removed: true,
    },
  };
  on.answer("media_pick", () => ({ pictures: [tour], refused: [], stopped: false }));
  await userEvent.click(screen.getByRole("button", { name: w.picture.add }));
  expect(await screen.findByText(w.picture.isVideo("tour.mp4"))).toBeTruthy();
  expect(screen.getByText(w.picture.wanted)).toBeTruthy();
  on.answer("media_pick", () => ({ pictures: [tour, garden], refused: [], stopped: false }));
  await userEvent.click(screen.getByRole("button", { name: w.picture.add }));
  expect(await screen.findByText(w.picture.leftOut(["tour.mp4"]))).toBeTruthy();
  expect(screen.queryByText(w.picture.isVideo("tour.mp4"))).toBeNull();
  await there();
});
