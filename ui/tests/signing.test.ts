// Signing: the PIN first, then exactly what was on the screen.

import { afterEach, describe, expect, it } from "vitest";

import { pinQuestion, session, signPosts } from "../src/api";
import { open, settle } from "./fixture";

let window: ReturnType<typeof open>;
afterEach(() => window.close());

const manifest = "7f".repeat(32);
const signed = () => window.host.asked.filter(({ name }) => name === "post_sign");

describe("signing", () => {
  it("asks for the PIN first, and sends exactly the digest that was on the screen", async () => {
    window = open();
    const summary = window.world.find("w1");
    const signing = signPosts([{ summary, manifest }]);
    expect(pinQuestion.current?.manifests.get("w1")).toBe(manifest);
    expect(signed()).toHaveLength(0);
    window.world.penOut = true;
    pinQuestion.answer(true);
    expect((await signing)?.[0]?.signed?.state).toBe("signed");
    expect(signed()[0]?.request).toEqual({ requests: [{ post_id: "w1", manifest }] });
  });

  it("signs nothing when the pen is put away", async () => {
    window = open();
    const signing = signPosts([{ summary: window.world.find("w1"), manifest }]);
    pinQuestion.answer(false);
    expect(await signing).toBeNull();
    expect(signed()).toHaveLength(0);
  });

  it("asks again when the signing session ended meanwhile", async () => {
    window = open();
    window.world.penOut = true;
    session.set(window.world.session());
    window.world.penOut = false;
    const signing = signPosts([{ summary: window.world.find("w1"), manifest }]);
    await settle(60);
    expect(pinQuestion.current).toBeDefined();
    window.world.penOut = true;
    pinQuestion.answer(true);
    expect(await signing).toHaveLength(1);
  });
});
