// What a batch is drafted from: the form's content, what it begins with, and what is missing in it.

import type { ApiError } from "../../api/bindings/ApiError";
import type { BatchCreate } from "../../api/bindings/BatchCreate";
import type { Channel } from "../../api/bindings/Channel";
import type { Clinic } from "../../api/bindings/Clinic";
import type { WriterChoices } from "../../api/bindings/WriterChoices";
import { words } from "../../words";
import { hasRecipients } from "./content";

export type Brief = Omit<BatchCreate, "brand">;
export type BriefErrors = Partial<Record<keyof Brief, string>>;

/** Where a post is meant to go before anybody ticked: everywhere, but not to people who are written to one by one. */
export function meantFor(channels: readonly Channel[]): string[] {
  const open = channels.filter((one) => one.connection === "connected" && !hasRecipients(one.platform));
  return open.map((channel) => channel.id);
}

/** The clinic's own defaults, and every channel that a post can be meant for. */
export function beginWith(clinic: Clinic, choices: WriterChoices, channels: readonly Channel[]): Brief {
  const known = (list: readonly { value: string }[], word: string) =>
    list.some((choice) => choice.value === word) ? word : (list[0]?.value ?? "");
  return {
    theme: "",
    offer: clinic.offer,
    location: clinic.location,
    audience: clinic.audience,
    tone: known(choices.tones, clinic.tone),
    language: known(choices.languages, clinic.language),
    channels: meantFor(channels),
  };
}

/** What is missing, by field; nothing when it can be asked. */
export function missingIn(brief: Brief): BriefErrors {
  const say = words.compose.brief;
  const errors: BriefErrors = {};
  if (brief.theme.trim() === "") errors.theme = say.needTheme;
  if (brief.channels.length === 0) errors.channels = say.needChannel;
  return errors;
}

/** The refusal at the field that it is about; nothing when it is about none of the form's. */
export function atField(error: ApiError): BriefErrors | undefined {
  const fields: readonly string[] = [
    "theme",
    "offer",
    "location",
    "audience",
    "tone",
    "language",
    "channels",
  ];
  return error.field !== null && fields.includes(error.field) ? { [error.field]: error.message } : undefined;
}

/** The request. The brand is the clinic's name, which the core puts in. */
export function requestOf(brief: Brief): BatchCreate {
  return { ...brief, theme: brief.theme.trim(), brand: "" };
}
