import { useEffect, useRef, useState } from 'react';
import { type ListRow, rowsInView, rowTops } from './rows.ts';

/** Drawn beyond the viewport on both sides, px. */
const beyondPx = 400;

/** Which rows of a scrolling list to draw, and how far down they begin; the row of `revealedKey` is scrolled into view. */
export function useRowWindow(
  rows: readonly ListRow[],
  revealedKey: string | null,
): {
  ref: React.RefObject<HTMLDivElement | null>;
  first: number;
  end: number;
  top: number;
  height: number;
} {
  const ref = useRef<HTMLDivElement | null>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 800 });
  const tops = rowTops(rows);
  const latest = useRef({ rows, tops });
  latest.current = { rows, tops };
  // A page that was just opened has its rows later than its address.
  const isHere = revealedKey !== null && rows.some(({ key }) => key === revealedKey);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const measure = (): void => setView({ scrollTop: box.scrollTop, height: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', measure);
    };
  }, []);
  useEffect(() => {
    const box = ref.current;
    const known = latest.current;
    const at = known.rows.findIndex(({ key }) => key === revealedKey);
    if (!box || at === -1) return;
    const [from, to] = [known.tops[at] ?? 0, known.tops[at + 1] ?? 0];
    if (from < box.scrollTop) box.scrollTop = from;
    else if (to > box.scrollTop + box.clientHeight)
      // What a group or fold holds stands below it.
      box.scrollTop = known.rows[at]?.kind === 'item' ? to - box.clientHeight : from;
  }, [revealedKey, isHere]);
  const [first, end] = rowsInView(tops, { ...view, beyond: beyondPx });
  return { ref, first, end, top: tops[first] ?? 0, height: tops.at(-1) ?? 0 };
}
