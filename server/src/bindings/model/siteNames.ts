/** Which site a text names, by id or name: a district has 25,000 of them, so they are looked up by how they begin. */
interface NamedSite {
  id: string;
  name: string;
}

interface Word {
  siteId: string;
  word: string;
  /** An id counts only where it stands alone. */
  isId: boolean;
}

/** Shorter ones stand in names by chance. Also how much of each beginning is looked up. */
const minSiteChars = 3;

/** The site with the longest id or name in a text; null when there is none, or two are as long. */
export type FindSite = (text: string) => string | null;

export function indexSites(sites: Iterable<NamedSite>): FindSite {
  const byBeginning = new Map<string, Word[]>();
  for (const { id, name } of sites) {
    for (const [word, isId] of [[id.toLowerCase(), true] as const, [name.toLowerCase(), false] as const]) {
      if (word.length < minSiteChars) continue;
      const beginning = word.slice(0, minSiteChars);
      const words = byBeginning.get(beginning);
      if (words) words.push({ siteId: id, word, isId });
      else byBeginning.set(beginning, [{ siteId: id, word, isId }]);
    }
  }
  return (text) => {
    const small = text.toLowerCase();
    let best: { siteId: string; length: number } | null = null;
    let isTie = false;
    for (let at = 0; at + minSiteChars <= small.length; at++) {
      for (const { siteId, word, isId } of byBeginning.get(small.slice(at, at + minSiteChars)) ?? []) {
        if (word.length < (best?.length ?? 0) || !small.startsWith(word, at)) continue;
        if (isId && !isAlone(small, at, word.length)) continue;
        isTie = word.length === best?.length && siteId !== best.siteId;
        best = { siteId, length: word.length };
      }
    }
    return isTie ? null : (best?.siteId ?? null);
  };
}

/** `site-1` does not stand in `site-12`. */
export function standsAlone(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (isAlone(text, at, word.length)) return true;
  return false;
}

function isAlone(text: string, at: number, length: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at + length] ?? ' ';
  return !/[a-z0-9]/.test(before) && !/[a-z0-9]/.test(after);
}
