/** What a person has typed and not yet sent, kept until it is sent or given up: the world may move, words stay. */
import { useState } from 'react';

/** Most drafts that are kept; the oldest goes first. */
const maxDrafts = 50;
const drafts = new Map<string, Record<string, string>>();

export interface Draft {
  /** What stood in the field, or what it begins with. */
  value(name: string, fallback?: string): string;
  keep(form: HTMLFormElement): void;
  drop(): void;
}

/** The draft of one form on one item. */
export function useDraft(key: string): Draft {
  const [kept] = useState(() => drafts.get(key) ?? {});
  return {
    value: (name, fallback = '') => kept[name] ?? fallback,
    keep(form) {
      const fields = [...new FormData(form).entries()];
      drafts.delete(key);
      drafts.set(key, Object.fromEntries(fields.map(([name, value]) => [name, String(value)])));
      const [oldest] = drafts.keys();
      if (drafts.size > maxDrafts && oldest !== undefined) drafts.delete(oldest);
    },
    drop: () => void drafts.delete(key),
  };
}
