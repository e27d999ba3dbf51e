// The first screen: what stands in the way of a clinic, and what is left to do after something went wrong.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import { problem, type Scene } from "../../../dev/fixtures/scenes";
import type { AppState } from "../../../src/api/bindings/AppState";
import App from "../../../src/app/App.svelte";
import type { Acts } from "../../../src/host/host";
import { open, settle } from "../../fixture";

let window: ReturnType<typeof open>;
afterEach(() => window.close());

type Act = (args: never, app: AppState) => unknown;

/** Opens the first screen; `acts` answer in place of the fixture's own, and may change what the application is like. */
async function first(scene: Partial<Scene>, acts: { [N in keyof Acts]?: Act } = {}) {
  window = open({ active: null, ...scene });
  const { host, world } = window;
  const app = world.app();
  const given = host.act.bind(host);
  host.act = async (name, args) => {
    const act = acts[name];
    const looks = name === "app_state" && !world.active;
    if (!act && !looks) return given(name, args);
    host.asked.push({ name, request: args });
    await settle();
    return structuredClone(act ? act(args as never, app) : app) as never;
  };
  const drawn = render(App);
  await settle(40);
  return { ...drawn, app };
}

const real = (app: AppState) => {
  const found = app.workspaces.find(({ kind }) => kind === "real");
  if (!found) throw new Error("no real workspace");
  return found;
};
const asked = (name: string) => window.host.asked.filter((one) => one.name === name).length;
const button = (name: RegExp) => screen.getByRole("button", { name });

describe("opening the clinic", () => {
  it("offers the recovery key as soon as the keychain turns out to have lost its entry", async () => {
    const lost = problem("wrong_key", "This laptop’s keychain no longer holds the clinic’s key.");
    await first(
      {},
      {
        workspace_open: (_, app) => {
          real(app).problem = lost;
          throw lost;
        },
      },
    );
    await userEvent.click(button(/Open my clinic/));
    await settle(40);
    expect(button(/Use the recovery key/)).toBeTruthy();
    expect(screen.getAllByRole("alert"), "said once, not twice").toHaveLength(1);
  });

  it("opens the clinic when a locked keychain is tried again, not only looks", async () => {
    const locked = problem("keychain_locked", "The system keychain is locked.");
    let unlocked = false;
    await first(
      {},
      {
        workspace_open: (_, app) => {
          if (unlocked) {
            window.world.active = "real";
            window.world.person = null;
            return window.world.app();
          }
          real(app).problem = locked;
          throw locked;
        },
      },
    );
    await userEvent.click(button(/Open my clinic/));
    await settle(40);
    expect(screen.getByText("The keychain is locked")).toBeTruthy();
    unlocked = true;
    await userEvent.click(button(/Try again/));
    await settle(60);
    expect(asked("workspace_open")).toBe(2);
    expect(screen.queryByText("The keychain is locked")).toBeNull();
  });

  it("only looks again where no clinic is there to open", async () => {
    const { app } = await first({ realExists: false, keychain: "locked" });
    app.keychain = "ready";
    await userEvent.click(button(/Try again/));
    await settle(40);
    expect(asked("workspace_open")).toBe(0);
    expect(button(/Set up my clinic/)).toBeTruthy();
  });

  it("says what to install where there is no keychain, and lets practise", async () => {
    await first({ realExists: false, keychain: "missing" });
    expect(screen.getByText("gnome-keyring")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Set up my clinic/ })).toBeNull();
    await userEvent.click(button(/Practice clinic/));
    await settle(40);
    expect(asked("workspace_open")).toBe(1);
  });

  it("does not bar a clinic that is open here because the keychain was locked meanwhile", async () => {
    await first({ keychain: "locked", unconfirmed: true });
    expect(button(/recovery key is not confirmed yet/)).toBeTruthy();
  });

  it.each([
    ["damaged", "The file can’t be read.", "This clinic’s data is damaged", /Try again/],
    ["workspace_busy", "It is open elsewhere.", "This clinic is open in another Countersign", /Try again/],
    ["disk", "The disk is full.", "This clinic’s folder can’t be written", /Try again/],
    ["invalid", "COUNTERSIGN_PROVIDERS_URL can’t be followed.", "This clinic can’t be opened", /Try again/],
  ] as const)("tells %s by its name, with the one thing that helps", async (code, message, title, helps) => {
    await first({ problem: problem(code, message) });
    const said = screen.getByRole("alert");
    expect(within(said).getByText(title)).toBeTruthy();
    expect(within(said).getByText(message)).toBeTruthy();
    await userEvent.click(within(said).getByRole("button", { name: helps }));
    await settle(20);
    expect(asked("workspace_open")).toBe(1);
  });

  it("has no button against data of a newer version", async () => {
    await first({ problem: problem("newer_schema") });
    const said = screen.getByRole("alert");
    expect(said.textContent).toContain("Install the newest version");
    expect(within(said).queryByRole("button", { name: /Try again|recovery/ })).toBeNull();
  });

  it("says nothing when the private window was closed on purpose, and something when it failed", async () => {
    let how = problem("cancelled", "The private window was closed.");
    await first(
      { problem: problem("wrong_key") },
      {
        workspace_recover: () => {
          throw how;
        },
      },
    );
    await userEvent.click(button(/Use the recovery key/));
    await settle(40);
    expect(screen.getByRole("alert").textContent).not.toContain("closed");
    how = problem("disk", "The disk is full.");
    await userEvent.click(button(/Use the recovery key/));
    await settle(40);
    expect(screen.getByRole("alert").textContent).toContain("The disk is full.");
  });
});

async function fillIn() {
  await userEvent.click(button(/Set up my clinic/));
  await settle(20);
  await userEvent.type(screen.getByLabelText("Name of the clinic"), "Harbour Clinic");
  await userEvent.type(screen.getByLabelText("Your name"), "Dr. Lena Fox");
  await userEvent.type(screen.getByLabelText("Your PIN"), "4711");
  await userEvent.type(screen.getByLabelText("Your PIN again"), "4711");
}

const send = () => userEvent.click(button(/Go on to the recovery key/));

describe("setting up", () => {
  it("offers the core’s zones, with the one of this computer chosen, and its country", async () => {
    await first({ realExists: false });
    await userEvent.click(button(/Set up my clinic/));
    await settle(20);
    expect(asked("set_up_choices")).toBe(1);
    const zone = screen.getByRole("combobox", { name: "Time zone" }) as HTMLInputElement;
    expect(zone.value).toBe("Asia/Kolkata");
    const country = screen.getByRole("combobox", { name: /Country/ }) as HTMLSelectElement;
    expect(country.value).toBe("IN");
    expect(country.options.length).toBeGreaterThan(200);
    await userEvent.clear(zone);
    await userEvent.type(zone, "Calcutta");
    expect(screen.getAllByRole("option", { name: "Asia/Calcutta" })).toHaveLength(1);
  });

  it("chooses no country where the zone does not say one", async () => {
    await first({ realExists: false }, { set_up_choices: () => ({ zones: ["UTC"], zone: "UTC" }) });
    await fillIn();
    expect((screen.getByRole("combobox", { name: /Country/ }) as HTMLSelectElement).value).toBe("");
    await send();
    await settle(40);
    const sent = window.host.asked.find(({ name }) => name === "workspace_create")?.request;
    expect(sent).toMatchObject({
      set_up: { zone: "UTC", countries: [], clinic_name: "Harbour Clinic" },
      pin: "4711",
    });
  });

  it("asks nothing of the core while something is missing", async () => {
    await first({ realExists: false });
    await userEvent.click(button(/Set up my clinic/));
    await send();
    expect(asked("workspace_create")).toBe(0);
    expect(screen.getAllByText("Please fill this in.")).toHaveLength(2);
  });

  it("goes on to confirm the recovery key when the private window was closed", async () => {
    let confirmed = false;
    await first(
      { realExists: false },
      {
        workspace_create: (_, app) => {
          Object.assign(real(app), {
            exists: true,
            open: true,
            unconfirmed: true,
            clinic_name: "Harbour Clinic",
          });
          throw problem("cancelled", "The private window was closed.");
        },
        workspace_open: () => {
          confirmed = true;
          window.world.active = "real";
          window.world.person = null;
          return window.world.app();
        },
      },
    );
    await fillIn();
    await send();
    await settle(40);
    expect(screen.queryByRole("alert"), "a deliberate Cancel is no failure").toBeNull();
    const choice = button(/Your clinic is made; its recovery key is not confirmed yet\./);
    expect(choice.textContent).toContain("Harbour Clinic");
    await userEvent.click(choice);
    await settle(60);
    expect(confirmed).toBe(true);
  });

  it("keeps what was typed when nothing was made, and says why at its field", async () => {
    await first(
      { realExists: false },
      {
        workspace_create: () => {
          throw problem("invalid", "There is no such zone.", { field: "zone" });
        },
      },
    );
    await fillIn();
    await send();
    await settle(40);
    expect(screen.getByText("There is no such zone.")).toBeTruthy();
    expect((screen.getByLabelText("Name of the clinic") as HTMLInputElement).value).toBe("Harbour Clinic");
  });

  it("says what went wrong after the clinic was made, and tries that again", async () => {
    await first(
      { realExists: false },
      {
        workspace_create: (_, app) => {
          Object.assign(real(app), { exists: true, open: true, unconfirmed: true });
          throw problem("internal", "", { detail: "the private window did not open" });
        },
        workspace_open: () => window.world.app(),
      },
    );
    await fillIn();
    await send();
    await settle(40);
    expect(button(/recovery key is not confirmed yet/)).toBeTruthy();
    await userEvent.click(within(screen.getByRole("alert")).getByRole("button", { name: /again/i }));
    await settle(40);
    expect(asked("workspace_open")).toBe(1);
  });
});
