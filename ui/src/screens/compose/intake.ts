// Pictures, videos and documents from a drop or from the clipboard, taken in one by one. One that is refused does not stop
// the others. A video or a document is handed over piece by piece, as the program asks for it.

import { act, apiError, give, listen } from "../../api";
import type { Picture } from "../../api/bindings/Picture";
import { words } from "../../words";

export interface TakenIn {
  pictures: Picture[];
  /** A sentence for each that was refused. */
  refused: string[];
  /** Whether a person stopped it. */
  stopped: boolean;
}

let turns = 0;

/** The files among what is dropped or pasted. */
export function filesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])];
}

/** Whether something that is dragged brings files. */
export function bringsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

export const isVideo = (file: File): boolean =>
  file.type.startsWith("video/") || /\.(mp4|mov|m4v|avi|mkv|webm|wmv|mpe?g|mts|3gp)$/i.test(file.name);

export const isDocument = (file: File): boolean =>
  file.type === "application/pdf" || /\.pdf$/i.test(file.name);

/** Whether a file says of itself that it is a picture. Whether it is one is found out when it is taken in. */
export const isPicture = (file: File): boolean => !isVideo(file) && file.type.startsWith("image/");

async function offer(file: File, name: string): Promise<Picture> {
  const turn = ++turns;
  const leave = listen("media_wanted", (wanted) => {
    if (wanted.turn !== turn) return;
    const piece = file.slice(wanted.from, wanted.from + wanted.bytes);
    // A file that can't be read any more gives nothing, and the program says so.
    void piece.arrayBuffer().then(
      (bytes) => give(wanted.ticket, new Uint8Array(bytes)),
      () => give(wanted.ticket, new Uint8Array()),
    );
  });
  try {
    return await act("media_offer", { turn, name, bytes: file.size });
  } finally {
    leave();
  }
}

export async function takeIn(files: readonly File[]): Promise<TakenIn> {
  const say = words.compose.pictures;
  const taken: TakenIn = { pictures: [], refused: [], stopped: false };
  for (const file of files) {
    const name = file.name || say.unnamed;
    const inPieces = isVideo(file) || isDocument(file);
    if (!inPieces && !isPicture(file)) {
      taken.refused.push(say.notPicture(name));
      continue;
    }
    try {
      if (inPieces) taken.pictures.push(await offer(file, name));
      else {
        const data = new Uint8Array(await file.arrayBuffer());
        taken.pictures.push(await act("media_import", { name, data }));
      }
    } catch (thrown) {
      const error = apiError(thrown);
      // Whoever stops one stops those behind it.
      if (error.code === "cancelled") {
        taken.stopped = true;
        break;
      }
      taken.refused.push(say.refused(name, error.message || say.failed));
    }
  }
  return taken;
}
