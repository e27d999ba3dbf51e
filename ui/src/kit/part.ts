// What a part of a post is called, wherever parts are told apart.

import type { PartRole } from "../api/bindings/PartRole";
import { words } from "../words";

/** The name of the part at `ordinal`, from 0. The first of several posts is numbered as the others are. */
export function partName(role: PartRole | undefined, ordinal: number, several: boolean): string {
  const names = words.kit.part;
  switch (role) {
    case "first_comment":
      return names.first_comment;
    case "reply":
      return names.reply;
    case "message":
    case "private_reply":
      return names.message;
    case "thread":
      return names.thread(ordinal + 1);
    case "main":
    case undefined:
      return several ? names.thread(ordinal + 1) : names.main;
  }
}
