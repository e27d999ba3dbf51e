// Less motion, for whoever asks for it: one rule stills every style, and what a script moves it has to still itself.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../src");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(svelte|ts|css)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
const base = readFileSync(join(folder, "tokens/base.css"), "utf8");
const asked = "prefers-reduced-motion: reduce";

/** What moves without a style, or past the rule for styles. */
const moves = [
  /svelte\/(transition|animate|motion)/,
  /\b(transition|in|out|animate):\w+[\s=|>]/,
  /\.animate\(/,
  /behavior:\s*["'`]smooth/,
  /startViewTransition/,
];

describe("less motion", () => {
  it("stills every animation, transition and scroll of a style, whichever layer it stands in", () => {
    const rule = base.slice(base.indexOf(asked));
    for (const still of [
      "animation-duration: 0s !important",
      "animation-iteration-count: 1 !important",
      "transition-duration: 0s !important",
      "scroll-behavior: auto !important",
    ])
      expect(rule).toContain(still);
    // An important rule in a layer would win over it.
    const stronger = sources.filter(({ text }) =>
      /(animation|transition|scroll-behavior)(-duration|-iteration-count)?:[^;]*!important/.test(
        text.replace(rule, ""),
      ),
    );
    expect(stronger.map(({ path }) => path)).toEqual([]);
  });

  it("is asked for by every script that moves something", () => {
    const markup = (path: string, text: string) =>
      path.endsWith(".svelte") ? text.replace(/<style>[\s\S]*<\/style>/, "") : text;
    const moving = sources.filter(
      ({ path, text }) =>
        !path.endsWith(".css") &&
        !path.startsWith("words") &&
        moves.some((one) => one.test(markup(path, text))) &&
        !text.includes(asked),
    );
    expect(moving.map(({ path }) => path)).toEqual([]);
  });
});
