// Where two doctors sign: half a pair is no signature, and nobody signs twice.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Review from "../../../src/screens/Review.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const w = words.review;
const two = { twoDoctors: true };

test("what the other doctor signed shows whose signature is there, and can be signed", async () => {
  const on = stage(Review, ["review", "w1"], two);
  on.takePen();
  await screen.findByRole("article");
  expect(screen.getByRole("heading", { name: "Dr. Jonas Weber" })).toBeTruthy();
  expect(screen.getByText(w.signature.missing(1))).toBeTruthy();
  await userEvent.keyboard("a");
  await waitFor(() => expect(on.sent("post_sign")).toHaveLength(1));
});

test("what the reader signed stands apart, can be taken back, and not signed again", async () => {
  const on = stage(Review, ["review", "w3"], two);
  on.takePen();
  await screen.findByRole("article");
  const queue = within(screen.getByRole("region", { name: w.queue.label }));
  expect(queue.getByRole("heading", { name: w.queue.forAnother })).toBeTruthy();
  await screen.findByRole("button", { name: w.signature.takeBack });
  expect(screen.queryByRole("button", { name: w.decide.sign })).toBeNull();
  expect(screen.getAllByText(/once another doctor has signed it/).length).toBeGreaterThan(0);
  await userEvent.keyboard("a");
  expect(on.sent("post_sign")).toEqual([]);
});

test("what waits for the other doctor is not among what is signed together", async () => {
  stage(Review, ["review", "w3"], two);
  await screen.findByRole("article");
  const queue = within(screen.getByRole("region", { name: w.queue.label }));
  const all = queue.getAllByRole("button", { name: /^Sign \d+…$/ });
  const counted = all.map((button) => Number(/\d+/.exec(button.textContent ?? "")?.[0]));
  const rows = queue.getAllByRole("listitem").length;
  expect(counted.reduce((sum, n) => sum + n, 0)).toBeLessThan(rows);
});

test("one doctor's clinic says nothing of a second one", async () => {
  stage(Review, ["review", "w1"]);
  await screen.findByRole("article");
  expect(screen.queryByText(w.signature.missing(1))).toBeNull();
  expect(screen.queryByRole("heading", { name: w.queue.forAnother })).toBeNull();
});
