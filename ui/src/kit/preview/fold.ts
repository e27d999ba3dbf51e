// Where a platform folds a long text behind "See more", measured in the very width and type of the preview.
//
// X folds a long post by its length instead, counted in its own way.
//
// The platforms publish no number; these are the lines that their pages show as a rule. The fold is a mark in the text
// and hides nothing: what is signed is read whole.

import { runs } from "./text";

/** Lines before the fold. */
export const FOLD_LINES = { facebook: 5, linkedin: 3, instagram: 2, youtube: 3, tiktok: 2 } as const;

/** How many lines a stretch of text takes, from its height and the height of a line. */
export function linesOf(height: number, line: number): number {
  return line > 0 ? Math.round(height / line) : 0;
}

/** The first place of the text that lies beyond `lines`; nothing when all of it fits. `linesTo` tells of a beginning. */
export function firstBeyond(
  length: number,
  lines: number,
  linesTo: (end: number) => number,
): number | undefined {
  if (length === 0 || linesTo(length) <= lines) return undefined;
  let [fits, beyond] = [0, length];
  while (beyond - fits > 1) {
    const middle = (fits + beyond) >> 1;
    if (linesTo(middle) <= lines) fits = middle;
    else beyond = middle;
  }
  return fits;
}

/** How much X shows of a long post before "Show more": as much as a post without a subscription has. */
const X_SHOWN = 280;
/** What any link counts on X. */
const X_LINK = 23;

/** What X counts 1, from and to; everything else counts 2, an emoji of several signs once. */
const LIGHT = [
  [0, 0x10ff],
  [0x2000, 0x200d],
  [0x2010, 0x201f],
  [0x2032, 0x2037],
] as const;
const isLight = (sign: string) => {
  const code = sign.codePointAt(0) ?? 0;
  return LIGHT.some(([from, to]) => from <= code && code <= to);
};
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The place at which X folds a text; nothing where it shows all of it. Only for the eye: the core's checks count. */
export function foldOnX(text: string): number | undefined {
  let [counted, at] = [0, 0];
  for (const run of runs("x", text)) {
    const pieces =
      run.kind === "link" ? [run.text] : [...letters.segment(run.text)].map(({ segment }) => segment);
    for (const piece of pieces) {
      const signs = [...piece.normalize("NFC")];
      counted += run.kind === "link" ? X_LINK : signs.every(isLight) ? signs.length : 2;
      if (counted > X_SHOWN) return at;
      at += piece.length;
    }
  }
  return undefined;
}

/** Measures `text` as it would stand in `place`, which is left as it was. */
export function foldIn(place: HTMLElement, text: string, lines: number): number | undefined {
  const measured = document.createElement("p");
  measured.className = "measured";
  measured.setAttribute("aria-hidden", "true");
  const node = document.createTextNode(text);
  measured.append(node);
  place.append(measured);
  const line = parseFloat(getComputedStyle(measured).lineHeight);
  const range = document.createRange();
  range.setStart(node, 0);
  const fold = firstBeyond(text.length, lines, (end) => {
    range.setEnd(node, end);
    // A range without a layout (no web view) is nowhere; then nothing is folded.
    return linesOf(range.getBoundingClientRect?.().height ?? 0, line);
  });
  measured.remove();
  return fold;
}
