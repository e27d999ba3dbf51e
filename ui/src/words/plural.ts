// Numbers in sentences. Each language file makes its own from its locale.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** A function that picks the form for a number and puts the number, grouped as the language does, where `#` stands. */
export function pluralsOf(locale: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const format = new Intl.NumberFormat(locale);
  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace("#", format.format(n));
}
