// Cuts the pieces of a text where a mark begins or ends: words that somebody asked about, and the platform's fold.
//
// Invariant: places are counted in the text as it is now, in UTF-16 units, as the core counts them. What was removed
// has no length there.

import type { Piece } from "./compare";

/** Words that somebody asked about, and the number under which the talk names them. */
export interface Asked {
  start: number;
  end: number;
  n: number;
}

export interface DrawnPiece extends Piece {
  /** The number of what was asked about these words. */
  asked: number | undefined;
}

const lengthOf = (piece: Piece) => (piece.mark === "removed" ? 0 : piece.text.length);

/** The text as it is now. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces
    .filter(({ mark }) => mark !== "removed")
    .map(({ text }) => text)
    .join("");
}

/** The pieces before the fold, and those after it; all of them before it when there is none. */
export function drawn(
  pieces: readonly Piece[],
  asked: readonly Asked[],
  fold: number | undefined,
): { before: DrawnPiece[]; after: DrawnPiece[] } {
  const cuts = [...asked.flatMap(({ start, end }) => [start, end]), ...(fold === undefined ? [] : [fold])];
  const before: DrawnPiece[] = [];
  const after: DrawnPiece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const end = at + lengthOf(piece);
    const inside = cuts.filter((cut) => cut > at && cut < end);
    const edges = [at, ...[...new Set(inside)].sort((a, b) => a - b), end];
    for (let index = 0; index + 1 < edges.length; index++) {
      const [from = at, to = end] = edges.slice(index, index + 2);
      const whole = piece.mark === "removed";
      const text = whole ? piece.text : piece.text.slice(from - at, to - at);
      const about = whole ? undefined : asked.find((one) => one.start <= from && to <= one.end);
      (fold !== undefined && from >= fold ? after : before).push({ ...piece, text, asked: about?.n });
    }
    at = end;
  }
  return { before, after };
}
