// The inbox, without a screen: marks in words, spans of time, groups, ranges, saved views, and how an act is taken back.

import { describe, expect, test } from "vitest";

import type { ConversationSummary } from "../../../src/api/bindings/ConversationSummary";
import type { Mark } from "../../../src/api/bindings/Mark";
import { everything, narrowed, readViews, withView } from "../../../src/screens/inbox/filter";
import { between, grouped } from "../../../src/screens/inbox/groups";
import { ago, left } from "../../../src/screens/inbox/left";
import { marked, pieces } from "../../../src/screens/inbox/marks";
import { inverse } from "../../../src/screens/inbox/undo";

const MINUTE = 60_000;

function row(id: string, more: Partial<ConversationSummary> = {}): ConversationSummary {
  const when = { at: 0, date: "", time: "", day_label: "", zone: "", offset: "" };
  return {
    id,
    channel_id: "c",
    channel: "",
    platform: "facebook",
    kind: "comment",
    author: id,
    handle: null,
    words: "",
    newest: when,
    tier: "same_day",
    categories: [],
    answer_by: when,
    late: false,
    assigned_to: null,
    assignee: null,
    snoozed_until: null,
    done: null,
    tags: [],
    unread: false,
    ...more,
  };
}

describe("what the rules found", () => {
  const mark = (from: number, until: number, category: Mark["category"] = "complaint"): Mark => ({
    category,
    tier: "same_day",
    from,
    until,
    lowered_by: null,
  });

  test("is marked where it stands, and no letter is lost or told twice", () => {
    const words = "I waited three hours, and my chest hurts 🆘";
    const found = pieces(words, [mark(2, 20), mark(9, 25, "legal"), mark(41, 43, "cardiac")]);
    expect(found.map(({ text }) => text).join("")).toBe(words);
    expect(found.map(({ text, marks }) => [text, marks.map(({ category }) => category)])).toEqual([
      ["I ", []],
      ["waited ", ["complaint"]],
      ["three hours", ["complaint", "legal"]],
      [", and", ["legal"]],
      [" my chest hurts ", []],
      ["🆘", ["cardiac"]],
    ]);
    expect(marked(words, mark(41, 43))).toBe("🆘");
  });

  test("of words that are shorter by now harms nothing", () => {
    expect(pieces("ab", [mark(1, 40)]).map(({ text }) => text)).toEqual(["a", "b"]);
    expect(pieces("", [mark(0, 4)])).toEqual([]);
  });
});

test("a span is told as people say it", () => {
  const of = (minutes: number) => left(minutes * MINUTE, 0);
  expect([of(0.2), of(38), of(59.9), of(60), of(179), of(47 * 60), of(49 * 60)]).toEqual([
    "1 min left",
    "38 min left",
    "59 min left",
    "1 h left",
    "2 h left",
    "47 h left",
    "2 days left",
  ]);
  expect([of(-0.1), of(-12), of(-180)]).toEqual(["late by 1 min", "late by 12 min", "late by 3 h"]);
  expect([ago(0, 30_000), ago(0, 8 * MINUTE)]).toEqual(["just now", "8 min ago"]);
});

test("what waits stands by how soon, what nobody waits for behind it, and what was found in one list", () => {
  const rows = [
    row("a", { tier: "life_at_risk" }),
    row("b"),
    row("c"),
    row("d", { tier: "urgent", answer_by: null }),
  ];
  const shown = grouped("open", null, rows).map(({ key, rows }) => [key, rows.map(({ id }) => id)]);
  expect(shown).toEqual([
    ["life_at_risk", ["a"]],
    ["same_day", ["b", "c"]],
    ["rest", ["d"]],
  ]);
  expect(grouped("done", null, rows).map(({ key }) => key)).toEqual(["all"]);
  const found = grouped("open", "flu", rows).map(({ key, rows }) => [key, rows.map(({ id }) => id)]);
  expect(found).toEqual([["all", rows.map(({ id }) => id)]]);
  expect(grouped("open", "flu", [])).toEqual([]);
});

test("a range is what lies between, whichever way it was drawn", () => {
  const ids = ["a", "b", "c", "d"];
  expect(between(ids, "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(ids, "d", "b")).toEqual(["b", "c", "d"]);
  expect(between(ids, undefined, "c")).toEqual(["c"]);
  expect(between(ids, "gone", "c")).toEqual(["c"]);
  expect(between(ids, "a", "gone")).toEqual([]);
});

describe("saved views", () => {
  const mine = { name: "Mine, unread", filter: { ...everything, view: "mine" as const, unread: true } };

  test("are read as they were kept, and what is no view is passed over", () => {
    expect(readViews(JSON.stringify([mine]))).toEqual([mine]);
    expect(readViews(JSON.stringify([{ name: "Old", filter: { view: "open" } }, 7, { name: "x" }]))).toEqual([
      { name: "Old", filter: everything },
    ]);
    for (const nothing of [null, undefined, "", "{", "{}", "7"]) expect(readViews(nothing)).toEqual([]);
  });

  test("one of the same name takes the place of the other", () => {
    const other = { name: "Late", filter: everything };
    const again = { ...mine, filter: everything };
    expect(withView([mine, other], again)).toEqual([again, other]);
    expect(withView([other], mine)).toEqual([other, mine]);
  });

  test("a list alone narrows nothing", () => {
    expect(narrowed({ ...everything, view: "done" })).toBe(false);
    expect(narrowed({ ...everything, text: "flu" })).toBe(true);
  });
});

describe("an act is taken back", () => {
  const when = row("x").newest;

  test("exactly: everybody has theirs again, and nobody else's", () => {
    const rows = [row("a", { assigned_to: "p1" }), row("b"), row("c", { assigned_to: "p2" })];
    expect(inverse({ act: "assign", to: "p2" }, rows)).toEqual([
      { ids: ["a"], act: { act: "assign", to: "p1" } },
      { ids: ["b"], act: { act: "assign", to: null } },
    ]);
  });

  test("a tag leaves those that had it before", () => {
    const rows = [row("a", { tags: ["Flu"] }), row("b")];
    expect(inverse({ act: "tag", tag: "Flu" }, rows)).toEqual([
      { ids: ["b"], act: { act: "untag", tag: "Flu" } },
    ]);
    expect(inverse({ act: "untag", tag: "Flu" }, rows)).toEqual([
      { ids: ["a"], act: { act: "tag", tag: "Flu" } },
    ]);
  });

  test("what was done or put off is open again", () => {
    const back = [{ ids: ["a"], act: { act: "reopen" } }];
    expect(inverse({ act: "done" }, [row("a")])).toEqual(back);
    expect(inverse({ act: "snooze", until: "hour" }, [row("a")])).toEqual(back);
  });

  test("or it is not offered: until when something was put off is not known any more", () => {
    const off = row("a", { snoozed_until: when });
    expect(inverse({ act: "done" }, [off, row("b")])).toBeUndefined();
    expect(inverse({ act: "reopen" }, [off])).toBeUndefined();
    expect(inverse({ act: "reopen" }, [row("b", { done: when })])).toEqual([
      { ids: ["b"], act: { act: "done" } },
    ]);
  });
});
