// The version that LinkedIn is asked with: told with its end, chosen by an administrator, refused where it is none.

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import LinkedinVersion from "../../../src/screens/settings/channel/LinkedinVersion.svelte";
import { words } from "../../../src/words";
import { open } from "../../fixture";

const text = words.channel.version;
let clinic: ReturnType<typeof open>;
afterEach(() => clinic.close());

describe("the version of LinkedIn", () => {
  it("is told with its end, and another one is used", async () => {
    clinic = open({ pieces: true, person: "p-anil" });
    render(LinkedinVersion);
    expect(await screen.findByText(text.soon("202512", "the middle of December 2026"))).toBeTruthy();
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: text.label });
    const use = screen.getByRole<HTMLButtonElement>("button", { name: text.use });
    expect(use.disabled).toBe(true);
    await userEvent.clear(field);
    await userEvent.type(field, "2026");
    await userEvent.click(use);
    expect((await screen.findByRole("alert")).textContent).toContain("a year and a month");
    await userEvent.type(field, "10");
    await userEvent.click(use);
    await waitFor(() => expect(clinic.world.linkedinVersion.version).toBe("202610"));
    await waitFor(() => expect(screen.queryByText(text.mend)).toBeNull());
    await userEvent.click(await screen.findByRole("button", { name: text.back("202609") }));
    await waitFor(() => expect(clinic.world.linkedinVersion.chosen_by).toBeNull());
  });

  it("is not for everybody to change", async () => {
    clinic = open({ pieces: true, person: "p-meera" });
    clinic.world.people.forEach((person) => {
      if (person.id === "p-meera") person.roles = ["doctor"];
    });
    const { session } = await import("../../../src/api/session.svelte");
    session.set(clinic.world.session());
    render(LinkedinVersion);
    expect(await screen.findByText(words.settings.readOnly)).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});
