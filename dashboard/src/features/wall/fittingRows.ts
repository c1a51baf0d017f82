import { useLayoutEffect, useRef, useState } from 'react';

/** Rows of one height that fit into a list, measured: the wall must never scroll nor cut a row in half. */
export function useFittingRows<List extends HTMLElement>(
  isEmpty: boolean,
): { list: React.RefObject<List | null>; fits: number } {
  const list = useRef<List | null>(null);
  const [fits, setFits] = useState(6);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = (): void => {
      // In the preview of a layout the whole wall is drawn smaller than it is laid out.
      const scale = element.getBoundingClientRect().height / element.offsetHeight || 1;
      const row = (element.firstElementChild?.getBoundingClientRect().height ?? 0) / scale;
      const gapPx = Number.parseFloat(getComputedStyle(element).rowGap) || 0;
      if (row > 0) setFits(Math.max(1, Math.floor((element.clientHeight + gapPx + 1) / (row + gapPx))));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [isEmpty]);
  return { list, fits };
}
