// Settings, media host: where it is, its key, whether it works; what is wrong is said where it is.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { mediaHost } from "../../../dev/fixtures/media-host";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.settings.mediaHost;
const opened = (person = "p-anil", scene = {}) =>
  stage(Settings, ["settings", "media"], { person, ...scene });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

test("a host that works says when it was tested, and is tested again", async () => {
  const on = opened();
  expect(await screen.findByText(w.works)).toBeTruthy();
  expect(screen.getByText(w.worksNext)).toBeTruthy();
  await press(w.test);
  await waitFor(() => expect(on.sent("media_host_test")).toHaveLength(1));
  expect(await screen.findByText(w.works)).toBeTruthy();
});

test("without a host everything else goes out, and the steps say how to get one", async () => {
  opened("p-anil", { empty: true });
  expect(await screen.findByText(w.none)).toBeTruthy();
  expect(screen.getByText(w.noneNext)).toBeTruthy();
  expect(screen.queryByRole("button", { name: w.test })).toBeNull();
  const steps = screen.getByRole("region", { name: w.steps.title });
  expect(within(steps).getAllByRole("listitem")).toHaveLength(w.steps.list.length);
});

test("settings are saved as they are typed, and the key is asked for after that", async () => {
  const on = opened("p-anil", { empty: true });
  await userEvent.type(await screen.findByLabelText(w.endpoint), "https://s3.example.com");
  await userEvent.type(screen.getByLabelText(w.bucket), "lakeside-media");
  await userEvent.type(screen.getByLabelText(w.region), "eu-central-1");
  await userEvent.type(screen.getByLabelText(w.keyId), "AKIA1{Enter}");
  await waitFor(() =>
    expect(on.sent("media_host_set")).toEqual([
      {
        endpoint: "https://s3.example.com",
        bucket: "lakeside-media",
        region: "eu-central-1",
        folder: "countersign",
        access_key_id: "AKIA1",
      },
    ]),
  );
  expect(await screen.findByText(w.noKey)).toBeTruthy();
  expect(screen.queryByRole("button", { name: w.test })).toBeNull();
  await press(w.enterKey);
  await waitFor(() => expect(on.sent("media_host_connect")).toHaveLength(1));
  expect(await screen.findByText(w.works)).toBeTruthy();
});

test("what is wrong is said at its field, or above if it has none, and what is typed stays", async () => {
  const on = opened();
  const message = "A bucket's name has 3 to 63 small letters.";
  on.answer("media_host_set", () => {
    throw refusal("invalid", message, "bucket");
  });
  const bucket = await screen.findByLabelText<HTMLInputElement>(w.bucket);
  await userEvent.clear(bucket);
  await userEvent.type(bucket, "Lakeside_Media");
  expect(screen.getByText(w.saveFirst)).toBeTruthy();
  await press(words.settings.save);
  await waitFor(() => expect(bucket.getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByText(message)).toBeTruthy();
  expect(bucket.value).toBe("Lakeside_Media");

  await press(words.settings.discard);
  const clock = "This laptop’s clock is 20 minutes ahead of the media host’s.";
  on.answer("media_host_test", () => {
    throw refusal("invalid", clock);
  });
  await press(w.test);
  expect((await screen.findByRole("alert")).textContent).toContain(clock);
});

test("a test that failed is seen in the state too", async () => {
  const on = opened();
  const message = "The media host has no bucket of this name at this address.";
  on.answer("media_host_test", () => {
    throw refusal("invalid", message, "bucket");
  });
  on.answer("media_host_get", () => ({ ...mediaHost, proven_at: null, problem: message }));
  await press(w.test);
  expect(await screen.findByText(w.failing)).toBeTruthy();
  expect(screen.getAllByText(message).length).toBeGreaterThan(0);
});

test("closing the private window is no error", async () => {
  const on = opened();
  on.answer("media_host_connect", () => {
    throw refusal("cancelled", "The private window was closed.");
  });
  await press(w.anotherKey);
  await waitFor(() => expect(on.sent("media_host_connect")).toHaveLength(1));
  await waitFor(() => expect(screen.queryByText(w.keyWaiting)).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
});

test("forgetting asks first", async () => {
  const on = opened();
  await press(w.forget);
  const sheet = await screen.findByRole("dialog", { name: w.forgetTitle });
  await userEvent.click(within(sheet).getByRole("button", { name: w.forgetDo }));
  await waitFor(() => expect(on.sent("media_host_forget")).toHaveLength(1));
  expect(await screen.findByText(w.none)).toBeTruthy();
});

test("files that lie there are counted", async () => {
  stage(
    Settings,
    ["settings", "media"],
    { person: "p-anil" },
    { media_host_get: () => ({ ...mediaHost, lent: 2 }) },
  );
  expect(await screen.findByText(w.lent(2))).toBeTruthy();
});

test("only an administrator changes anything", async () => {
  opened("p-meera");
  expect(await screen.findByText(words.settings.readOnly)).toBeTruthy();
  expect(screen.getByLabelText(w.bucket).closest("fieldset")?.disabled).toBe(true);
  for (const name of [w.test, w.anotherKey, w.forget, words.settings.save])
    expect(screen.queryByRole("button", { name })).toBeNull();
});
