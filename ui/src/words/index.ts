// The words on the screen. A second language is one file that fills `Words`; a key that it lacks is a type error.

import { en } from "./en";

export type Words = typeof en;

/** Every language there is, by its tag. */
const languages: Record<string, Words> = { en };

/** The words in the language of the system, or else in English. */
export const words: Words = languages[navigator.language.split("-")[0] ?? "en"] ?? en;
