// Charts: axes begin where they say, what has no value has no bar and no dot, and every value stands in the table behind.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import BarChart from "../../src/kit/chart/BarChart.svelte";
import HeatMap from "../../src/kit/chart/HeatMap.svelte";
import LineChart from "../../src/kit/chart/LineChart.svelte";
import { step, upright } from "../../src/kit/chart/scale";
import { words } from "../../src/words";

const w = words.kit.chart;
const text = String;
const unfold = () => userEvent.click(screen.getByText(w.table));

describe("an axis", () => {
  it("begins at nought for bars, and marks whole numbers alone", () => {
    const axis = upright([1, 2], 100, 0, true);
    expect(axis.place(0)).toBe(100);
    expect(axis.place(2)).toBeLessThan(axis.place(1));
    expect(axis.marks.every(Number.isInteger)).toBe(true);
  });
  it("stands for values that are all the same, for one, and for none", () => {
    for (const values of [[7, 7, 7], [7], [0], []]) {
      const axis = upright(values, 100, 0, false);
      expect(Number.isFinite(axis.place(values[0] ?? 0))).toBe(true);
    }
  });
  it("tells steps apart from the least to the most", () => {
    expect([0, 25, 50, 75, 100].map((value) => step(value, 0, 100, 4))).toEqual([1, 2, 3, 4, 4]);
    expect(step(5, 5, 5, 4)).toBe(4);
  });
});

describe("charts", () => {
  it("draw no bar for what has no value, and a dash in its place", async () => {
    const bars = [
      { name: "October 2026", value: 12, note: "Median 12 of 5 posts." },
      { name: "November 2026", value: null, note: "Not enough posts yet: 2 of 5." },
    ];
    render(BarChart, { label: "By month", bars, text, columns: ["Month", "Median", "From"] });
    expect(screen.getByRole("img", { name: "By month" }).querySelectorAll("rect").length).toBe(1);
    await unfold();
    const row = within(screen.getByRole("table", { name: "By month" })).getByRole("row", {
      name: /November/,
    });
    expect(row.textContent).toContain(w.dash);
    expect(row.textContent).toContain("2 of 5");
  });

  it("draw a dot for each thing, which leads to it from the table", async () => {
    const points = [
      { at: 1, value: 3, name: "Mon", href: "#/calendar/a" },
      { at: 2, value: 9, name: "Tue", href: "#/calendar/b" },
    ];
    render(LineChart, { label: "Views", points, text, column: "Views", dots: true });
    expect(screen.getByRole("img").querySelectorAll("circle").length).toBe(2);
    await unfold();
    expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual([
      "#/calendar/b",
      "#/calendar/a",
    ]);
  });

  it("draw an hour with too few as a ring with how many, and say each hour in words", async () => {
    const hours = [
      { weekday: 2, hour: 9, value: 40, many: 6, note: "Median 40 of 6 posts." },
      { weekday: 7, hour: 23, value: null, many: 2, note: "Not enough posts yet: 2 of 5." },
    ];
    render(HeatMap, { label: "Hours", hours, text, columns: ["Hour", "Median", "From"] });
    const chart = screen.getByRole("img", { name: "Hours" });
    expect(chart.querySelectorAll("rect").length).toBe(1);
    expect(chart.querySelector(".few")?.textContent).toContain("2");
    await unfold();
    expect(screen.getByRole("row", { name: /Tuesday 09:00 to 10:00/ }).textContent).toContain("40");
    expect(screen.getByRole("row", { name: /Sunday 23:00 to 00:00/ }).textContent).toContain(w.none);
  });

  it("set no style anywhere", () => {
    const { container } = render(HeatMap, { label: "Hours", hours: [], text, columns: ["a", "b", "c"] });
    expect(container.querySelector("[style]")).toBeNull();
  });
});
