// Settings, channels: one may be connected, or posted on by hand; a row says which it is.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.settings.channels;
const channels = (person = "p-anil", scene = {}) =>
  stage(Settings, ["settings", "channels"], { person, ...scene });

async function begin() {
  await userEvent.click(await screen.findByRole("button", { name: w.hand.add }));
  await userEvent.click(await screen.findByRole("menuitem", { name: words.kit.platforms.linkedin }));
  await screen.findByRole("dialog", { name: w.hand.title(words.kit.platforms.linkedin) });
}
const submit = async () => userEvent.click(screen.getByRole("button", { name: w.hand.submit }));

test("a channel begins by hand: the address of its page, and its name", async () => {
  const on = channels("p-anil", { empty: true });
  await screen.findByText(w.emptyNext);
  await begin();
  await submit();
  expect(await screen.findByText(w.hand.needAddress)).toBeTruthy();
  expect(on.sent("channel_add_by_hand")).toEqual([]);

  await userEvent.type(
    screen.getByLabelText(w.hand.address),
    "https://www.linkedin.com/company/lakeside-clinic",
  );
  await userEvent.type(screen.getByLabelText(new RegExp(`^${w.hand.account}`)), "Lakeside Clinic");
  await submit();
  await waitFor(() =>
    expect(on.sent("channel_add_by_hand")).toEqual([
      {
        platform: "linkedin",
        name: "",
        account_name: "Lakeside Clinic",
        address: "https://www.linkedin.com/company/lakeside-clinic",
      },
    ]),
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  const row = (await screen.findAllByText("Lakeside Clinic"))[0]?.closest("li") as HTMLElement;
  expect(within(row).getByText(w.byHand)).toBeTruthy();
  expect(within(row).getByText(w.byHandHelp)).toBeTruthy();
  expect(within(row).queryByText(w.disconnectedHelp)).toBeNull();
});

test("an address that the core refuses is said at its field", async () => {
  const on = channels();
  const message = "This account is one of the clinic's channels already.";
  on.answer("channel_add_by_hand", () => {
    throw refusal("invalid", message, "address");
  });
  await begin();
  const field = screen.getByLabelText(w.hand.address);
  await userEvent.type(field, "https://www.linkedin.com/company/lakeside-clinic{Enter}");
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByText(message)).toBeTruthy();
});

test("only an administrator adds one", async () => {
  channels("p-meera");
  await screen.findByText("Clinic on X");
  expect(screen.queryByRole("button", { name: w.hand.add })).toBeNull();
});

test("every platform can be connected, and every one but a messenger be posted on by hand", async () => {
  const on = channels();
  await waitFor(() => expect(on.sent("login_list")).not.toEqual([]));
  const names = Object.values(words.kit.platforms);
  const offered = async (menu: string) => {
    await userEvent.click(await screen.findByRole("button", { name: menu }));
    const items = (await screen.findAllByRole("menuitem")).map((item) => item.textContent?.trim() ?? "");
    await userEvent.keyboard("{Escape}");
    return names.filter((name) => items.some((item) => item === name || item.startsWith(`${name}: `)));
  };
  expect(await offered(w.connect)).toEqual(names);
  expect(await offered(w.hand.add)).toEqual(names.filter((name) => name !== words.kit.platforms.whatsapp));

  await userEvent.click(screen.getByRole("button", { name: w.connect }));
  const whatsapp = await screen.findByRole("menuitem", { name: words.kit.platforms.whatsapp });
  await waitFor(() => expect(whatsapp.getAttribute("aria-disabled") ?? "false").toBe("false"));
  await userEvent.click(whatsapp);
  await waitFor(() => expect(on.sent("channel_connect")).toEqual([{ platform: "whatsapp", by_hand: null }]));
});
