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
  /** What is not on the disk yet. */
  const unwritten = useRef<Fields | null>(null);
  useEffect(() => {
    if (!ready || fields === start.current || dropped.current) return undefined;
    unwritten.current = fields;
    const timer = setTimeout(() => {
      unwritten.current = null;
      if (!dropped.current) void writePage(key, fields).catch(() => undefined);
    }, keepAfterMs);
    return () => clearTimeout(timer);
  }, [key, fields, ready]);
  useEffect(
    () => () => {
      // The form goes as soon as it is handed in, which may come to nothing: the last touch belongs to it too.
      if (unwritten.current !== null && !dropped.current)
        void writePage(key, unwritten.current).catch(() => undefined);
    },
    [key],
  );
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
