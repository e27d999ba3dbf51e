// Words of Settings, Usage: what became of posts, what was asked of the platforms, what is left and what it costs.

import { plural } from "./plural";

const bound = (ms: number | null) =>
  ms === null ? "longer than 4 s" : ms < 1000 ? `within ${ms} ms` : `within ${ms / 1000} s`;

export const usage = {
  title: "Usage",
  lede: "How reliably posts go out, what Countersign asks of the platforms, what is left of their allowances, and what they charge.",
  failed: "What was used could not be read",
  span: "Span",
  spans: { "1": "Today", "7": "7 days", "30": "30 days", "90": "90 days" },
  since: (day: string) => `Since ${day}, by the clinic’s clock.`,
  countedFrom: (day: string) => `Calls are counted since ${day}.`,

  outcomes: "What became of posts",
  success: "Went out",
  successHelp: "of the signed posts whose time came and that are not still under way",
  inTime: "In time",
  inTimeHelp: "of what Countersign sent, begun within a minute of its time",
  percent: (inThousand: number) =>
    `${(inThousand / 10).toLocaleString("en", { maximumFractionDigits: 1 })} %`,
  noRate: "No post’s time came in this span, so there is nothing to tell a rate of.",
  noneSent: "Nothing was sent by Countersign itself.",
  states: {
    public: "Public",
    partly: "Partly public",
    failed: "Failed",
    missed: "Missed",
    open: "Still under way",
    held: "Not signed, or held",
  },
  answersApart: "Answers in the inbox have no time of their own, so they are in neither rate.",
  steps: (written: number, signed: number, out: number) =>
    `${plural(written, { one: "# post or answer", other: "# posts and answers" })} written, ${signed.toLocaleString("en")} signed, ${out.toLocaleString("en")} public.`,

  costs: "What the platforms charge",
  noCosts: "Nothing that is paid for was sent or read in this span.",

  left: "What is left of the allowances",
  noLeft: "No platform has said anything of its allowances yet.",
  openChannel: (name: string) => `Open ${name}`,

  calls: "What was asked",
  noCalls: "No platform was asked anything in this span.",
  table: (platform: string) => `What ${platform} was asked`,
  what: "What for",
  many: "Calls",
  failures: "Failed",
  usual: "Half of them",
  slow: "95 of 100",
  longest: "Longest",
  bound,
  share: (failed: number, calls: number) =>
    failed === 0
      ? "0"
      : `${failed.toLocaleString("en")} (${Math.max(1, Math.round((failed / calls) * 100))} %)`,
  notSent: (n: number) => plural(n, { one: "# was not sent", other: "# were not sent" }),
  count: (n: number) => n.toLocaleString("en"),
};
