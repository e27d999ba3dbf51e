// Filling in a template while somebody writes: what it says then, before the core has kept it.
//
// Invariant: this only draws; the words that are kept, checked and signed are the core's own.

import type { TemplateParameter } from "../../api/bindings/TemplateParameter";
import type { TemplateSeen } from "../../api/bindings/TemplateSeen";
import type { TemplateShown } from "../../api/bindings/TemplateShown";
import type { TemplateSlot } from "../../api/bindings/TemplateSlot";
import type { TemplateUse } from "../../api/bindings/TemplateUse";
import { fill } from "../../kit/preview/template";

export function isSlot(a: TemplateSlot, b: TemplateSlot): boolean {
  return a.place === b.place && a.button === b.button && a.name === b.name;
}

/** What a recipient reads. */
export function filled(seen: TemplateSeen, parameters: readonly TemplateParameter[]): string {
  return [
    fill(seen.header_text, "header", 0, parameters),
    fill(seen.body, "body", 0, parameters),
    seen.footer,
  ]
    .filter((line) => line.trim() !== "")
    .join("\n\n");
}

/**
 * A template as a message uses it; what was filled in before stays where the place is the same. The recipients stay as long
 * as the template is of the same kind: others may have agreed to another.
 */
export function used({ seen, digest, slots }: TemplateShown, before: TemplateUse | undefined): TemplateUse {
  return {
    id: seen.id,
    name: seen.name,
    language: seen.language,
    category: seen.category,
    format: seen.format,
    header: seen.header,
    digest,
    parameters: slots.map((slot) => ({
      slot,
      value: before?.parameters.find((one) => isSlot(one.slot, slot))?.value ?? "",
    })),
    audience: before?.category === seen.category ? (before.audience ?? null) : null,
  };
}
