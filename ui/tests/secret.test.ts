// The private window, where secrets are typed.

import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import Secret from "../src/app/secret/Secret.svelte";
import { open, settle } from "./fixture";

let window: ReturnType<typeof open>;
afterEach(() => window.close());

const submitted = () => window.host.asked.filter(({ name }) => name === "secret_submit");

describe("the recovery key", () => {
  it("is out of sight while its last group is typed, and only the right one goes on", async () => {
    window = open({ task: "show" });
    const { container } = render(Secret);
    await settle(60);
    expect(container.textContent).toContain("8RTN-B3WZ");
    await userEvent.click(screen.getByRole("button", { name: /on paper/ }));
    expect(container.textContent).not.toContain("8RTN-B3WZ");

    const input = screen.getByRole("textbox");
    await userEvent.type(input, "8RTN-B3WX{Enter}");
    expect(screen.getByRole("alert").textContent).toContain("not the last group");
    expect(submitted()).toHaveLength(0);

    await userEvent.clear(input);
    await userEvent.type(input, "8rtn b3wz{Enter}");
    await settle(60);
    expect(submitted()).toHaveLength(1);
  });
});

describe("connecting a channel", () => {
  it("hides what is secret, and shows a refusal at its field without closing", async () => {
    window = open({ task: "connect" });
    render(Secret);
    await settle(60);
    const token = screen.getByLabelText("Page access token") as HTMLInputElement;
    expect(token.type).toBe("password");
    await userEvent.type(screen.getByLabelText("Page ID"), "1122");
    await userEvent.type(token, "wrong{Enter}");
    await settle(60);
    expect(screen.getByRole("alert").textContent).toContain("does not know this token");
    expect(token.getAttribute("aria-invalid")).toBe("true");
    expect(token.value).toBe("wrong");
  });

  it("asks the core for nothing while a required field is empty", async () => {
    window = open({ task: "connect" });
    render(Secret);
    await settle(60);
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(submitted()).toHaveLength(0);
    expect(screen.getAllByRole("alert")).toHaveLength(2);
  });
});

describe("the key of the media host", () => {
  it("is asked for by the bucket's name, hidden, and handed over as it is", async () => {
    window = open({ task: "media" });
    render(Secret);
    await settle(60);
    expect(screen.getByRole("heading").textContent).toContain("lakeside-media");
    const secret = screen.getByLabelText("Secret access key") as HTMLInputElement;
    expect(secret.type).toBe("password");
    await userEvent.type(secret, "wJalr/bPxRfi{Enter}");
    await settle(60);
    expect(submitted().map(({ request }) => request)).toEqual([
      { values: [{ name: "secret", value: "wJalr/bPxRfi" }] },
    ]);
  });
});

describe("the clinic's own app", () => {
  it("is named, hides its secret until it is shown, and is handed over as it was typed", async () => {
    window = open({ task: "app" });
    render(Secret);
    await settle(60);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("Facebook Login");
    const secret = screen.getByLabelText("App secret") as HTMLInputElement;
    expect(secret.type).toBe("password");
    await userEvent.click(screen.getByRole("button", { name: "Keep it" }));
    expect(submitted()).toHaveLength(0);
    await userEvent.type(screen.getByLabelText("App ID"), " 733112554433221 ");
    await userEvent.type(secret, "0a1b2c3d");
    await userEvent.click(screen.getByRole("button", { name: "Show" }));
    expect(secret.type).toBe("text");
    await userEvent.type(secret, "{Enter}");
    await settle(60);
    expect(submitted()).toEqual([
      {
        name: "secret_submit",
        request: {
          values: [
            { name: "app_id", value: "733112554433221" },
            { name: "app_secret", value: "0a1b2c3d" },
          ],
        },
      },
    ]);
  });
});
