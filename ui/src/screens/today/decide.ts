// What a person may decide about a post, and what has to be filled in first. The core judges the address itself; here
// only what would make it pointless to ask.

import type { DisplayState } from "../../api/bindings/DisplayState";
import type { Found } from "../../api/bindings/Found";
import type { Platform } from "../../api/bindings/Platform";
import { words } from "../../words";

/** The act that helps a post in this state. */
export type Act = "decide" | "plan" | "retry" | "open";

export function actFor(state: DisplayState): Act {
  switch (state) {
    case "doubt":
      return "decide";
    case "failed":
    case "partly_posted":
      return "retry";
    case "missed":
    case "expired":
      return "plan";
    default:
      return "open";
  }
}

/** Whether a post in this state can still be called off. */
export function canCallOff(state: DisplayState): boolean {
  return ["signed", "retrying", "failed", "missed", "expired"].includes(state);
}

/** What a person answers in the sheet. */
export interface Answer {
  seen: "there" | "not_there" | undefined;
  address: string;
}

/** What is missing in an answer, by field; nothing when it can be asked. */
export function missingIn(answer: Answer): { seen?: string; address?: string } {
  const say = words.today.decide;
  if (answer.seen === undefined) return { seen: say.choose };
  if (answer.seen === "not_there") return {};
  const address = answer.address.trim();
  if (address === "") return { address: say.needAddress };
  return /^https:\/\/\S+$/i.test(address) ? {} : { address: say.needHttps };
}

/** The answer as the core takes it. */
export function foundOf(answer: Answer): Found {
  return answer.seen === "there"
    ? { kind: "public", address: answer.address.trim() }
    : { kind: "not_public" };
}

/** Where the account's own posts are seen. */
export function accountPage(
  platform: Platform,
  channel: { account_name: string; account_id: string },
): string {
  switch (platform) {
    case "x":
      return `https://x.com/${encodeURIComponent(channel.account_name.replace(/^@/, ""))}`;
    case "facebook":
      return `https://www.facebook.com/${encodeURIComponent(channel.account_id)}`;
  }
}
