// Finding names in a long list by what is typed.

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[_/\s]+/g, " ")
    .trim();

/** The options that hold every typed word; those that begin with the text, as a whole or in a part, come first. */
export function narrow(options: readonly string[], typed: string): string[] {
  const wanted = plain(typed);
  if (wanted === "") return [...options];
  const words = wanted.split(" ");
  const found = options.map((option) => ({ option, text: plain(option) }));
  const rank = (text: string) => (text.startsWith(wanted) ? 0 : text.includes(` ${wanted}`) ? 1 : 2);
  return found
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .sort((a, b) => rank(a.text) - rank(b.text))
    .map(({ option }) => option);
}
