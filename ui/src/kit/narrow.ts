// Finding names in a long list by what is typed.

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[_/\s]+/g, " ")
    .trim();

/** How a name in plain letters fits plain words: 0 begins with them, 1 in a part, 2 holds each of them, or not at all. */
function fitPlain(text: string, wanted: string): 0 | 1 | 2 | undefined {
  if (!wanted.split(" ").every((word) => text.includes(word))) return undefined;
  return text.startsWith(wanted) ? 0 : text.includes(` ${wanted}`) ? 1 : 2;
}

/** How well a name fits what is typed, 0 the best; `undefined` when it does not hold every word. */
export function fit(name: string, typed: string): 0 | 1 | 2 | undefined {
  return fitPlain(plain(name), plain(typed));
}

/** The options that hold every typed word; those that begin with the text, as a whole or in a part, come first. */
export function narrow(options: readonly string[], typed: string): string[] {
  const wanted = plain(typed);
  if (wanted === "") return [...options];
  return options
    .flatMap((option) => {
      const rank = fitPlain(plain(option), wanted);
      return rank === undefined ? [] : [{ option, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ option }) => option);
}
