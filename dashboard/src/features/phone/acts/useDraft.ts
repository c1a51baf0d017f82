import { useEffect, useRef, useState } from 'react';
import { dropPage, readPage, writePage } from './kept.ts';

/** What is typed is on the disk this soon after, ms. */
const keepAfterMs = 150;

export interface Draft<Fields> {
  fields: Fields;
  change: (change: Partial<Fields> | ((before: Fields) => Partial<Fields>)) => void;
  /** Forgets it: it has been handed in. */
  drop: () => Promise<void>;
  /** False until it is known whether there is an older one. */
  ready: boolean;
}

/** Fields that survive a reload of the page. */
export function useDraft<Fields extends object>(key: string, empty: Fields): Draft<Fields> {
  const [fields, setFields] = useState(empty);
  const [ready, setReady] = useState(false);
  const start = useRef(empty);
  const dropped = useRef(false);
  useEffect(() => {
    let gone = false;
    readPage<Fields>(key)
      .catch(() => null)
      .then((kept) => {
        if (gone) return;
        if (kept) setFields({ ...start.current, ...kept });
        setReady(true);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [key]);
  useEffect(() => {
    if (!ready || fields === start.current || dropped.current) return undefined;
    const timer = setTimeout(() => void writePage(key, fields).catch(() => undefined), keepAfterMs);
    return () => clearTimeout(timer);
  }, [key, fields, ready]);
  return {
    fields,
    ready,
    change: (change) =>
      setFields((before) => ({ ...before, ...(typeof change === 'function' ? change(before) : change) })),
    drop: () => {
      dropped.current = true;
      return dropPage(key);
    },
  };
}
