/** What is told of new violations to who listens to the desk instead of looking at it. */
import { annunciates } from '@mingchu/shared/violation';
import i18next from 'i18next';
import { createElement, type ReactElement, useEffect, useRef, useState } from 'react';
import type { LiveState } from '../../live/reducer.ts';
import { byUrgency, type WorkItem } from '../../live/worklist.ts';
import { siteName, whatText } from '../../ui/words.ts';

/** What comes within this time is told at once, ms: a flood is not read out one by one. */
const gatherMs = 2_000;

/** Those that nobody has looked at and that were not there before. Pure. */
export function newOnes(items: readonly WorkItem[], before: ReadonlySet<string>): WorkItem[] {
  return items.filter(
    ({ id, violation }) => violation !== null && annunciates[violation.state] && !before.has(id),
  );
}

/** One is named; of several the number, and the most urgent. */
export function newsText(live: LiveState, news: readonly WorkItem[]): string {
  const [first] = [...news].sort(byUrgency);
  if (!first?.violation) return '';
  const words = [
    i18next.t(`severity.${first.severity}`),
    whatText(live, first.violation),
    siteName(live, first.siteId),
  ];
  const what = words.join(' · ');
  return news.length === 1
    ? i18next.t('console.news', { what })
    : i18next.t('console.news.many', { count: news.length, what });
}

/** Another node each time: a live region says nothing when the words that it has come once more. Pure. */
export function newsNode(text: string, before: ReactElement | null): ReactElement {
  return createElement('span', { key: Number(before?.key ?? 0) + 1 }, text);
}

/** The last news, for a screen reader to say when it has nothing else to say. What was there at first is none. */
export function useNews(live: LiveState, items: readonly WorkItem[]): ReactElement | null {
  const [told, setTold] = useState<ReactElement | null>(null);
  const known = useRef<ReadonlySet<string> | null>(null);
  const gathered = useRef<WorkItem[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(live);
  latest.current = live;
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useEffect(() => {
    // Without the snapshot there is nothing yet that could be known.
    if (latest.current.seq === null) return;
    const news = known.current === null ? [] : newOnes(items, known.current);
    known.current = new Set(items.map(({ id }) => id));
    if (news.length === 0) return;
    gathered.current.push(...news);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const text = newsText(latest.current, gathered.current.splice(0));
      setTold((before) => newsNode(text, before));
    }, gatherMs);
  }, [items]);
  return told;
}
