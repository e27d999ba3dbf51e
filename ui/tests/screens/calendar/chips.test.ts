// A post of a month says its state in a word, and shows its picture where a day holds no other.

import { configure } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import Calendar from "../../../src/screens/Calendar.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";
import { afresh, chip } from "./on";

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5_000 });
beforeEach(afresh);

test("the word of the state stands beside its shape, on full days, too", async () => {
  stage(Calendar, ["calendar"]);
  const alone = await chip("s2");
  expect(alone.querySelector(".state")?.textContent).toBe(words.kit.states.signed);
  const beside = await chip("w2");
  expect(beside.querySelector(".beside")?.textContent).toBe(words.kit.states.waiting);
  expect([...document.querySelectorAll(".calendar-room .words img")].length).toBeGreaterThan(0);
});
