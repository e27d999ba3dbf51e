// What the rules found, in the words that somebody wrote.

import type { Mark } from "../../api/bindings/Mark";

/** Some of the words, and what was found in them. */
export interface Piece {
  text: string;
  marks: Mark[];
}

/** The words in pieces, each with all that was found in it; what was found may overlap. */
export function pieces(words: string, marks: readonly Mark[]): Piece[] {
  const inside = (at: number) => Math.max(0, Math.min(at, words.length));
  const cuts = [
    ...new Set([0, words.length, ...marks.flatMap(({ from, until }) => [inside(from), inside(until)])]),
  ].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const until = cuts[index + 1] ?? words.length;
    return {
      text: words.slice(from, until),
      marks: marks.filter((mark) => mark.from <= from && mark.until >= until),
    };
  });
}

/** The words that a mark is about. */
export const marked = (words: string, mark: Mark): string => words.slice(mark.from, mark.until);
