// Pictures from a drop or from the clipboard, taken in one by one. One that is refused does not stop the others.

import { act, apiError } from "../../api";
import type { Picture } from "../../api/bindings/Picture";
import { words } from "../../words";

export interface TakenIn {
  pictures: Picture[];
  /** A sentence for each that was refused. */
  refused: string[];
}

/** The files among what is dropped or pasted. */
export function filesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])];
}

/** Whether something that is dragged brings files. */
export function bringsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

export async function takeIn(files: readonly File[]): Promise<TakenIn> {
  const say = words.compose.pictures;
  const taken: TakenIn = { pictures: [], refused: [] };
  for (const file of files) {
    const name = file.name || say.unnamed;
    if (!file.type.startsWith("image/")) {
      taken.refused.push(say.notPicture(name));
      continue;
    }
    try {
      const data = new Uint8Array(await file.arrayBuffer());
      taken.pictures.push(await act("media_import", { name, data }));
    } catch (thrown) {
      taken.refused.push(say.refused(name, apiError(thrown).message || say.failed));
    }
  }
  return taken;
}
