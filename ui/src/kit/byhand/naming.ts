// What a part of a post is called, where there are several.

import type { PartRole } from "../../api/bindings/PartRole";
import { words } from "../../words";

export function partName(part: { role: PartRole; ordinal: number }): string {
  const names = words.byHand.part;
  switch (part.role) {
    case "main":
      return names.main;
    case "thread":
      return names.thread(part.ordinal + 1);
    case "first_comment":
      return names.first_comment;
  }
}
