// Connecting an account in the browser: what has to be set up, and the sign-in in each of its states.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { loginAt, offers } from "../../../dev/fixtures/connecting";
import type { Scene } from "../../../dev/fixtures/scenes";
import type { LoginOffer } from "../../../src/api/bindings/LoginOffer";
import { go, route } from "../../../src/kit/route.svelte";
import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage, type Instead } from "../support";

const w = words.connect;
const page = (scene: Partial<Scene> = {}, answers: Record<string, Instead> = {}, at = "facebook") =>
  stage(Settings, ["settings", `channels:connect:${at}`], { person: "p-anil", ...scene }, answers);
const begin = () => screen.findByRole("button", { name: new RegExp(w.begin("Facebook")) });
const heading = (name: string) => screen.findByRole("heading", { level: 2, name });
const choosing = (list: LoginOffer[], channel: string | null = null): Record<string, Instead> => ({
  login_state: () => ({ state: "choosing", login: "facebook", channel, offers: list }),
});
const offer = (index: number): LoginOffer => offers[index] as LoginOffer;

test("a platform with a way of signing in opens its page; one without still takes a pasted token", async () => {
  const on = stage(Settings, ["settings", "channels"], { person: "p-anil" });
  await screen.findByRole("link", { name: "Clinic page" });
  await userEvent.click(screen.getByRole("button", { name: words.settings.channels.connect }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "X" }));
  await waitFor(() => expect(on.sent("channel_connect")).toEqual([{ platform: "x", by_hand: null }]));
  await userEvent.click(screen.getByRole("button", { name: words.settings.channels.connect }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Facebook" }));
  expect(await screen.findByRole("heading", { level: 1, name: w.title("Facebook") })).toBeTruthy();
  expect(on.sent("channel_connect")).toHaveLength(1);
  await userEvent.click(screen.getByRole("link", { name: words.channel.back }));
  expect(await screen.findByRole("link", { name: "Clinic page" })).toBeTruthy();
});

test("the steps stand in order, each with its state in words, and the page's own addresses to copy", async () => {
  page({ app: false });
  const steps = within(await screen.findByRole("region", { name: w.steps }));
  const items = steps.getAllByRole("listitem");
  expect(items).toHaveLength(4);
  expect(items[0]?.textContent).toContain(w.state.by_person);
  expect(items[0]?.textContent).toContain("https://developers.facebook.com/apps/");
  expect(items[2]?.textContent).toContain(w.state.open);
  const second = within(items[1] as HTMLElement);
  await userEvent.click(second.getByRole("button", { name: w.copyOf(w.theRedirect(1, 1)) }));
  expect(await navigator.clipboard.readText()).toBe("http://localhost:47813/facebook");
  expect(second.getByRole("status").textContent).toBe(words.byHand.copied);
  const rights = within(screen.getByRole("region", { name: w.rights }));
  expect(rights.getAllByText(w.required)).toHaveLength(3);
  expect(rights.getAllByText(w.optional)).toHaveLength(3);
  expect(screen.getByRole("region", { name: w.lasts }).textContent).toContain("90 days");
});

test("nobody signs in before the app is handed in, and then anybody can", async () => {
  const on = page({ app: false });
  expect((await begin()).hasAttribute("disabled")).toBe(true);
  expect(screen.getByText(w.needsApp)).toBeTruthy();
  await userEvent.keyboard("s");
  expect(on.sent("login_begin")).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: w.handIn }));
  expect(on.sent("login_app_set")).toEqual([{ login: "facebook" }]);
  expect(await screen.findByText("733112554433221")).toBeTruthy();
  expect((await begin()).hasAttribute("disabled")).toBe(false);
  await userEvent.keyboard("s");
  expect(await heading(w.waiting.title("Facebook"))).toBeTruthy();
  expect(on.sent("login_begin")).toEqual([{ login: "facebook", channel_id: null }]);
});

test("an app that is not kept says why at its step; a window that was closed says nothing", async () => {
  const on = page({ app: false });
  on.answer("login_app_set", () => {
    throw refusal("cancelled", "Closed.");
  });
  await userEvent.click(await screen.findByRole("button", { name: w.handIn }));
  await waitFor(() => expect(on.sent("login_list").length).toBeGreaterThan(1));
  expect(screen.queryByRole("alert")).toBeNull();
  on.answer("login_app_set", () => {
    throw refusal("keychain_locked", "The keychain is locked.");
  });
  await userEvent.click(screen.getByRole("button", { name: w.handIn }));
  expect((await screen.findByRole("alert")).textContent).toContain("The keychain is locked.");
});

test("an app is forgotten only after a question", async () => {
  const on = page();
  await userEvent.click(await screen.findByRole("button", { name: w.forgetOf("Facebook Login") }));
  const asked = await screen.findByRole("dialog", { name: w.forgetTitle });
  expect(on.sent("login_app_forget")).toEqual([]);
  await userEvent.click(within(asked).getByRole("button", { name: w.forgetDo }));
  expect(await screen.findByRole("button", { name: w.handIn })).toBeTruthy();
});

test("a begin that fails says so in its place, with the system's words behind it", async () => {
  const on = page();
  on.answer("login_begin", () => {
    throw {
      ...refusal("invalid", "Another program listens at the port of the sign-in. Close it, and begin again."),
      detail: "address in use (98)",
    };
  });
  await userEvent.click(await begin());
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Another program listens");
  expect(within(alert).getByText("address in use (98)")).toBeTruthy();
  expect(await begin()).toBeTruthy();
});

test("waiting says until when, opens the browser again, and survives leaving the page", async () => {
  const on = page({ login: "waiting" });
  const title = await heading(w.waiting.title("Facebook"));
  expect(title.closest("section")?.textContent).toContain("14:16");
  expect(screen.queryByRole("button", { name: new RegExp(w.begin("Facebook")) })).toBeNull();
  await userEvent.keyboard("o");
  await waitFor(() => expect(on.sent("login_again")).toHaveLength(1));
  await userEvent.click(screen.getByRole("link", { name: words.channel.back }));
  expect(await screen.findByText(w.underWay.waiting("Facebook"))).toBeTruthy();
  expect(on.sent("login_end")).toEqual([]);
  await userEvent.click(screen.getByRole("link", { name: w.underWay.open }));
  expect(await heading(w.waiting.title("Facebook"))).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: words.kit.cancel }));
  expect(await begin()).toBeTruthy();
  expect(on.sent("login_end")).toHaveLength(1);
});

test("the sign-in goes on by itself, and the focus follows it to the choice", async () => {
  const on = page({ login: "waiting" });
  await heading(w.waiting.title("Facebook"));
  on.world.login = loginAt("asking", undefined);
  on.emit("changed", ["channels"]);
  const asking = await heading(w.asking.title("Facebook"));
  expect(asking.closest("section")?.getAttribute("aria-busy")).toBe("true");
  await waitFor(() => expect(document.activeElement).toBe(asking));
  on.world.login = loginAt("choosing", undefined);
  on.emit("changed", ["channels"]);
  await heading(w.choosing.title("Page"));
  await waitFor(() => expect(document.activeElement).toBe(screen.getAllByRole("radio")[0]));
});

test("each account says what it is, what is missing, and why it can't be had", async () => {
  const on = page({ login: "choosing" });
  const radios = (await screen.findAllByRole("radio")) as HTMLInputElement[];
  expect(radios.map(({ checked }) => checked)).toEqual([false, false, false]);
  expect(radios.map(({ disabled }) => disabled)).toEqual([false, false, true]);
  const said = radios.map((radio) => radio.closest("label")?.textContent);
  await waitFor(() =>
    expect(radios[0]?.closest("label")?.textContent).toContain(w.choosing.known("Clinic page")),
  );
  expect(said[0]).toContain(w.choosing.missing("write the first comment and answer comments"));
  expect(said[2]).toContain("may not publish on Lakeside Pharmacy");
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByText(w.choosing.choose)).toBeTruthy();
  expect(on.sent("login_choose")).toEqual([]);
  await userEvent.click(radios[1] as HTMLInputElement);
  await userEvent.keyboard("{Enter}");
  expect(await heading(w.connected.title("Lakeside Vaccination Days"))).toBeTruthy();
  expect(on.sent("login_choose")).toEqual([{ account_id: "112233445566779" }]);
});

test("the one account there is is chosen already, and Escape ends the sign-in", async () => {
  const on = page({ login: "choosing" }, choosing([offer(1), offer(2)]));
  const radios = (await screen.findAllByRole("radio")) as HTMLInputElement[];
  expect(radios.map(({ checked }) => checked)).toEqual([true, false]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(on.sent("login_end")).toHaveLength(1));
  expect(on.sent("login_choose")).toEqual([]);
});

test("a channel that is connected again has its own account chosen", async () => {
  page({}, choosing([offer(1), offer(0)], "c-fb"), "facebook:c-fb");
  const radios = (await screen.findAllByRole("radio")) as HTMLInputElement[];
  expect(radios.map(({ checked }) => checked)).toEqual([false, true]);
  expect(await screen.findByText(w.choosing.again("Clinic page"))).toBeTruthy();
});

test("when none can be connected, it says so and begins again", async () => {
  const on = page({}, choosing([offer(2)]));
  expect(await screen.findByText(w.choosing.none)).toBeTruthy();
  expect(screen.queryByRole("button", { name: new RegExp(`^${w.choosing.submit}$`) })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: w.beginAgain }));
  expect(on.sent("login_begin")).toEqual([{ login: "facebook", channel_id: null }]);
});

test("a choice that is refused is said beside the accounts, which stay", async () => {
  const on = page({ login: "choosing" });
  on.answer("login_choose", () => {
    throw refusal(
      "invalid",
      "Lakeside Vaccination Days is another account than this channel's.",
      "account_id",
    );
  });
  await userEvent.click((await screen.findAllByRole("radio"))[1] as HTMLElement);
  await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${w.choosing.submit}`) }));
  expect((await screen.findByRole("alert")).textContent).toContain("another account");
  expect(screen.getAllByRole("radio")).toHaveLength(3);
});

test("a sign-in that failed says what to do and what the platform said, and begins again", async () => {
  const on = page({ login: "failed" });
  const panel = (await heading(w.wasNot)).closest("section") as HTMLElement;
  expect(panel.textContent).toContain("Look at the App ID");
  const detail = within(panel).getByText(/Error validating client secret/);
  expect((detail.closest("details") as HTMLDetailsElement).open).toBe(false);
  expect(screen.getByText(w.state.wrong("Facebook"))).toBeTruthy();
  await userEvent.keyboard("{Enter}");
  expect(await heading(w.waiting.title("Facebook"))).toBeTruthy();
  expect(on.sent("login_begin")).toEqual([{ login: "facebook", channel_id: null }]);
});

test("what was connected leads to its channel, and is put away with it", async () => {
  const on = page({ login: "connected" });
  await heading(w.connected.title("Clinic page"));
  await userEvent.click(screen.getByRole("link", { name: w.connected.open }));
  expect(await screen.findByRole("heading", { level: 1, name: "Clinic page" })).toBeTruthy();
  await waitFor(() => expect(on.sent("login_end")).toHaveLength(1));
});

test("Done puts it away, once, and shows the channels", async () => {
  const on = page({ login: "connected" });
  await heading(w.connected.title("Clinic page"));
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(route.id).toBe("channels"));
  expect(on.sent("login_end")).toHaveLength(1);
});

test("a token can be pasted all the same, for the channel by hand in its place", async () => {
  const on = page(
    {},
    {
      channel_list: async (_, ask) =>
        ((await ask()) as { id: string }[]).map((one) =>
          one.id === "c-fb" ? { ...one, way: "by_hand", connection: "disconnected", sign_in: null } : one,
        ),
    },
    "facebook:c-fb",
  );
  await screen.findByRole("heading", { level: 1, name: w.title("Clinic page") });
  await userEvent.click(await screen.findByRole("button", { name: w.paste }));
  await waitFor(() =>
    expect(on.sent("channel_connect")).toEqual([{ platform: "facebook", by_hand: "c-fb" }]),
  );
  await waitFor(() => expect(route.id).toBe("channels"));
});

test("who is no administrator asks the core for nothing and is told whose it is", async () => {
  const on = page({ person: "p-meera" });
  expect(await screen.findByText(w.administrator)).toBeTruthy();
  expect(on.sent("login_list")).toEqual([]);
  expect(on.sent("login_state")).toEqual([]);
});

test("what can't be read says so and asks again; a way that is not there leads back", async () => {
  const on = page({ failing: new Set(["login_state"]) });
  expect(await screen.findByText(w.stateFailed)).toBeTruthy();
  // Nothing is begun while nobody knows whether something goes on.
  expect(screen.queryByRole("button", { name: new RegExp(w.begin("Facebook")) })).toBeNull();
  on.answer("login_state", () => ({ state: "none" }));
  await userEvent.click(screen.getByRole("button", { name: words.kit.errors.retry }));
  expect(await begin()).toBeTruthy();
  go("settings", "channels:connect:elsewhere");
  expect(await screen.findByText(w.notThere)).toBeTruthy();
});

test("where each address is for another kind of app, it says for which", async () => {
  const redirects = ["http://localhost:47813/linkedin", "http://127.0.0.1:47813/linkedin"];
  page(
    { app: false },
    {
      login_list: async (_, ask) =>
        ((await ask()) as object[]).map((way) => ({ ...way, platform: "linkedin", redirects })),
    },
  );
  const steps = within(await screen.findByRole("region", { name: w.steps }));
  for (const label of [w.redirectsFor.withSecret, w.redirectsFor.withoutSecret])
    expect(steps.getByText(label)).toBeTruthy();
  expect(steps.queryByText(w.redirect(1, 2))).toBeNull();
});
