// How a template's places are drawn filled in, before and after the core has kept it.
//
// Invariant: this only draws; the words that are kept, checked and signed are the core's own, and a button leads where the
// very template that was chosen says.

import type { TemplateButton } from "../../api/bindings/TemplateButton";
import type { TemplateParameter } from "../../api/bindings/TemplateParameter";
import type { TemplateShown } from "../../api/bindings/TemplateShown";
import type { TemplateSlot } from "../../api/bindings/TemplateSlot";
import type { TemplateUse } from "../../api/bindings/TemplateUse";

/** A text of a template with its places filled in; what nobody filled stands as it is. */
export function fill(
  text: string,
  place: TemplateSlot["place"],
  button: number,
  parameters: readonly TemplateParameter[],
): string {
  return text.replace(/\{\{\s*([^{}]*?)\s*\}\}/gu, (whole, name: string) => {
    const found = parameters.find(
      ({ slot }) => slot.place === place && slot.button === button && slot.name === name,
    );
    return found?.value || whole;
  });
}

/** The buttons below a message, each with the whole address that it leads to. */
export function buttonsOf(
  templates: readonly TemplateShown[],
  using: TemplateUse | null | undefined,
): TemplateButton[] {
  const known = templates.find(({ seen, digest }) => seen.id === using?.id && digest === using.digest);
  if (!known || !using) return [];
  return known.seen.buttons.map((button, index) => ({
    ...button,
    target: fill(button.target, "button", index, using.parameters),
  }));
}
