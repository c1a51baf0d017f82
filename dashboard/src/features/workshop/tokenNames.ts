/** The names that the sheets give to values, read from the page itself, so that none can be missing. */

export interface Token {
  /** With its dashes: `--space-mid`. */
  name: string;
  /** As written in the sheet. */
  value: string;
}

/** What the page gives to all of it, or to a part in one theme, whose name begins with `prefix`, in the order of the sheets. */
export function tokensOf(prefix: string): Token[] {
  const found = new Map<string, string>();
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule) || !/:root|\.light/.test(rule.selectorText)) continue;
      for (const name of rule.style)
        if (name.startsWith(prefix)) found.set(name, rule.style.getPropertyValue(name).trim());
    }
  return [...found].map(([name, value]) => ({ name, value }));
}
