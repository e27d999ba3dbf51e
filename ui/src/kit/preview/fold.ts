// Where a platform folds a long text behind "See more", measured in the very width and type of the preview.
//
// The platforms publish no number; these are the lines that their pages show as a rule. The fold is a mark in the text
// and hides nothing: what is signed is read whole.

/** Lines before the fold. X folds nothing that this version can send. */
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
