// What the day asks of the person who is signed in, in one or two sentences; and what goes out, by day.

import type { Plan } from "../../api/bindings/Plan";
import type { PostSummary } from "../../api/bindings/PostSummary";
import type { Today } from "../../api/bindings/Today";
import type { When } from "../../api/bindings/When";
import { earliest } from "../../kit/batches";
import { step } from "../../kit/plan/calendar";
import { words } from "../../words";

/** "today at 18:30", as within a sentence. */
export function atWords(when: When, today: string): string {
  const at = words.today.at;
  if (when.date === today) return at.today(when.time);
  if (when.date === step(today, 1)) return at.tomorrow(when.time);
  return at.day(when.day_label, when.time);
}

/** The time at which something goes out next; what is on its way already does not count. */
export function nextOut(day: Today): Plan | undefined {
  return earliest(day.next.filter((post) => post.state === "signed" && !post.held && !post.plan?.past));
}

/** The sentence under the date: first what only this person can do, then what is next. */
export function needsOf(day: Today, signs: boolean): string {
  const say = words.today.needs;
  const today = day.now.date;
  const sentences: string[] = [];
  if (day.inbox.emergencies > 0) sentences.push(say.emergencies(day.inbox.emergencies));
  const waiting = day.to_sign.length;
  if (signs && waiting > 0) {
    sentences.push(say.toSign(waiting));
    const first = earliest(day.to_sign);
    if (first)
      sentences.push(first.past ? say.firstPast(waiting) : say.firstOut(waiting, atWords(first.due, today)));
  }
  if (day.needs_decision.length > 0) sentences.push(say.decide(day.needs_decision.length));
  if (day.inbox.late > 0) sentences.push(say.late(day.inbox.late));
  if (day.alerts.length > 0) sentences.push(say.alerts(day.alerts.length));
  if (day.new_keys.length > 0) sentences.push(say.newKeys(day.new_keys.length));
  if (day.sign_ins.length > 0) sentences.push(say.channels(day.sign_ins.length));
  if (day.signing_problem !== null) sentences.push(say.doctors);
  if (day.backup_problem !== null) sentences.push(say.backups);
  if (!signs && day.changes_asked.length > 0) sentences.push(say.changes(day.changes_asked.length));
  if (!signs && waiting > 0) sentences.push(say.forDoctor(waiting));
  if (sentences.length === 0 && day.inbox.open > 0) sentences.push(say.open(day.inbox.open));
  if (sentences.length === 0) {
    sentences.push(say.nothing);
    const next = nextOut(day);
    if (next) sentences.push(say.nextOut(atWords(next.due, today)));
  }
  // More than two is no glance any more; what is left out stands below with its number.
  return sentences.slice(0, 2).join(" ");
}

/** Whether nobody has to do anything. */
export function isCalm(day: Today): boolean {
  const lists = [
    day.to_sign,
    day.needs_decision,
    day.new_keys,
    day.sign_ins,
    day.alerts,
    day.changes_asked,
    day.drafts,
  ];
  const problems = [day.signing_problem, day.backup_problem];
  return (
    day.inbox.open === 0 &&
    lists.every((asked) => asked.length === 0) &&
    problems.every((problem) => problem === null)
  );
}

/** Planned posts by their day, the earliest first; those without a time come last, under no date. */
export function byDay(
  posts: readonly PostSummary[],
): { date: string | undefined; label: string; posts: PostSummary[] }[] {
  const days = new Map<string, { date: string | undefined; label: string; posts: PostSummary[] }>();
  for (const post of posts) {
    const due = post.plan?.due;
    const key = due?.date ?? "";
    const day = days.get(key) ?? { date: due?.date, label: due?.day_label ?? "", posts: [] };
    day.posts.push(post);
    days.set(key, day);
  }
  return [...days.values()];
}
