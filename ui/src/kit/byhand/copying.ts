// Copies words for a person who posts by hand, and says how that went.

import { words } from "../../words";

export async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return words.byHand.copied;
  } catch {
    return words.byHand.copyFailed;
  }
}
