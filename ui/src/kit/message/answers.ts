// Whether a message asks those who get it for an answer, which nobody sees here: WhatsApp hands answers over to a public
// address only, and this program has none.
//
// Invariant: it rather asks somebody to look once too often than never.

import type { TemplateButton } from "../../api/bindings/TemplateButton";

const STOP = /(?<![\p{L}\p{N}])stop(?![\p{L}\p{N}])/iu;

/** Whether the words offer STOP, or a button sends an answer. */
export function asksForAnswer(said: string, buttons: readonly TemplateButton[]): boolean {
  return STOP.test(said) || buttons.some((button) => button.kind.toUpperCase() === "QUICK_REPLY");
}
