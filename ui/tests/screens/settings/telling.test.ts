// Settings, alerts: email and Slack are set up, tried and forgotten; addresses are their owners'; each kind goes by the chosen ways.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test, vi } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.alerts;
vi.setConfig({ testTimeout: 30_000 });
const opened = (scene = {}, answers = {}) =>
  stage(Settings, ["settings", "alerts"], { person: "p-anil", ...scene }, answers);
const section = (title: string) =>
  screen.findByRole("heading", { name: title }).then((head) => head.closest("section") as HTMLElement);
const press = async (within_: HTMLElement, name: string) =>
  userEvent.click(within(within_).getByRole("button", { name }));

test("the mail server is saved as it is typed, and the password is asked for after that", async () => {
  const on = opened();
  const email = await section(w.email.title);
  expect(email.textContent).toContain(w.way.none);
  expect(within(email).queryByRole("button", { name: w.email.enter })).toBeNull();
  const type = async (label: string, text: string) => {
    const field = within(email).getByRole("textbox", { name: label });
    await userEvent.clear(field);
    await userEvent.type(field, text);
    return field;
  };
  await type(w.email.host, "smtp.provider.example");
  const port = await type(w.email.port, "many");
  await type(w.email.userName, "alerts@lakeside.example");
  await type(w.email.from, "alerts@lakeside.example");
  await press(email, w.email.save);
  await within(email).findByText(w.email.portWrong);
  expect(port.getAttribute("aria-invalid")).toBe("true");
  expect(on.sent("mail_set")).toHaveLength(0);
  await type(w.email.port, "587");
  await userEvent.selectOptions(
    within(email).getByRole("combobox", { name: w.email.encryption }),
    "starttls",
  );
  await press(email, w.email.save);
  await waitFor(() =>
    expect(on.sent("mail_set")).toEqual([
      {
        host: "smtp.provider.example",
        port: 587,
        encryption: "starttls",
        user_name: "alerts@lakeside.example",
        from_address: "alerts@lakeside.example",
      },
    ]),
  );
  await within(email).findByText(w.email.noPassword);
  await press(email, w.email.enter);
  await waitFor(() => expect(on.sent("mail_connect")).toHaveLength(1));
  await within(email).findByText(w.way.untried);
});

test("a test that is refused is said, and forgetting asks first", async () => {
  const on = opened(
    { telling: "works" },
    {
      mail_test: () =>
        Promise.reject(
          refusal(
            "invalid",
            "The mail server does not let the clinic send from this address.",
            "from_address",
          ),
        ),
    },
  );
  const email = await section(w.email.title);
  await press(email, w.way.test);
  await within(email).findByText(/does not let the clinic send/);
  await press(email, w.email.forgetTitle);
  const asked = await screen.findByRole("dialog");
  await press(asked, w.email.forgetDo);
  await waitFor(() => expect(on.sent("mail_forget")).toHaveLength(1));
});

test("what does not go out says since when, why, and when it is tried again", async () => {
  opened({ telling: "fails" });
  const email = await section(w.email.title);
  await within(email).findByText(w.way.failing);
  expect(email.textContent).toContain("Countersign tries again by itself");
  expect(email.textContent).toContain(w.way.next);
});

test("an administrator writes everybody's address, and others see and change their own", async () => {
  const on = opened({ telling: "works" });
  const people = await section(w.people.title);
  const fields = within(people).getAllByRole<HTMLInputElement>("textbox");
  expect(fields.length).toBeGreaterThan(1);
  const last = fields.at(-1) as HTMLInputElement;
  await userEvent.clear(last);
  await userEvent.type(last, "nobody");
  const row = last.closest("form") as HTMLElement;
  await userEvent.click(within(row).getByRole("button", { name: /^Save the emails of/ }));
  await within(row).findByText(/Write an email address/);
  await userEvent.type(last, "@lakeside.example");
  await userEvent.click(within(row).getByRole("button", { name: /^Save the emails of/ }));
  await waitFor(() =>
    expect(on.sent("mail_person_set").at(-1)).toMatchObject({
      address: "nobody@lakeside.example",
      alerts: true,
    }),
  );
});

test("who does not administrate sees one address and no settings", async () => {
  opened({ telling: "works", person: "p-meera" });
  const people = await section(w.people.title);
  expect(within(people).getAllByRole("textbox")).toHaveLength(1);
  const email = await section(w.email.title);
  expect(within(email).queryAllByRole("button")).toHaveLength(0);
  const slack = await section(w.slack.title);
  expect(within(slack).queryAllByRole("button")).toHaveLength(0);
});

test("each kind goes by the ways that are chosen for it, and by none that can't tell of it", async () => {
  const on = opened({ telling: "works" });
  const group = await screen.findByRole("group", { name: "Late post" });
  await userEvent.click(within(group).getByRole("checkbox", { name: w.wayOf.email }));
  await waitFor(() =>
    expect(on.sent("alert_settings_set").at(-1)).toEqual({
      quiet: null,
      rules: [{ kind: "post_late", ways: ["desktop", "email"] }],
    }),
  );
  const own = screen.getByRole("group", { name: "Emails not sent" });
  expect(within(own).queryByRole("checkbox", { name: w.wayOf.email })).toBeNull();
  expect(within(own).getByRole("checkbox", { name: w.wayOf.slack })).toBeTruthy();
  expect(within(screen.getByRole("group", { name: "Emergency" })).getAllByRole("checkbox")).toHaveLength(2);
});

test("reminders are kept with their hours and their morning, and a number that is none is said", async () => {
  const on = opened({ telling: "works" });
  const form = await section(w.reminder.title);
  const hours = within(form).getByRole("textbox", { name: w.reminder.after });
  await userEvent.clear(hours);
  await userEvent.type(hours, "100");
  await press(form, w.reminder.save);
  await within(form).findByText(w.reminder.afterWrong);
  await userEvent.clear(hours);
  await userEvent.type(hours, "6");
  await userEvent.click(within(form).getByRole("checkbox", { name: w.reminder.mornings }));
  await press(form, w.reminder.save);
  await waitFor(() =>
    expect(on.sent("mail_reminder_set").at(-1)).toEqual({ wanted: true, after_hours: 6, morning: null }),
  );
});

test("Slack's address is asked for in the private window, tried and forgotten", async () => {
  const on = opened();
  const slack = await section(w.slack.title);
  await press(slack, w.slack.enter);
  await waitFor(() => expect(on.sent("slack_connect")).toHaveLength(1));
  await within(slack).findByText(w.way.works);
  await press(slack, w.way.test);
  await waitFor(() => expect(on.sent("slack_test")).toHaveLength(1));
  await press(slack, w.slack.forgetTitle);
  await press(await screen.findByRole("dialog"), w.slack.forgetDo);
  await waitFor(() => expect(on.sent("slack_forget")).toHaveLength(1));
});

test.each(["none", "works", "fails"] as const)(
  "everything has a name and a role where emails: %s",
  async (telling) => {
    opened({ telling });
    await section(w.reminder.title);
    const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  },
);
