import { type RefObject, useEffect, useRef } from 'react';

/**
 * An act may take its own button away, or its form: who had the focus there keeps it in what they stood in, instead of
 * beginning at the top of the page.
 */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
  const acts = useRef<HTMLDivElement | null>(null);
  const had = useRef<Element | null>(null);
  // After every drawing: each may have taken something away.
  useEffect(() => {
    const isLost = had.current?.isConnected === false && document.activeElement === document.body;
    if (isLost) acts.current?.closest<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
    const on = document.activeElement;
    had.current = acts.current?.contains(on) ? on : null;
  });
  return acts;
}
