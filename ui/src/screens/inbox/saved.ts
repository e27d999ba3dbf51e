// Words that are put into an answer where the cursor stands.

export interface Put {
  text: string;
  /** Where the cursor stands behind them. */
  cursor: number;
}

/**
 * Puts `words` in the place of what is chosen between `from` and `until`; a cursor that nobody has set stands at the end. Beside
 * other words there is one space, unless there is room already.
 */
export function put(text: string, words: string, from = text.length, until = from): Put {
  if (text.trim() === "") return { text: words, cursor: words.length };
  const [before, after] = [text.slice(0, from), text.slice(until)];
  const lead = before === "" || /\s$/.test(before) ? "" : " ";
  const rest = after === "" || /^[\s.,;:!?)]/.test(after) ? "" : " ";
  const start = `${before}${lead}${words}`;
  return { text: `${start}${rest}${after}`, cursor: start.length };
}
