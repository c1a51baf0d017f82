import { useEffect, useRef } from 'react';

/** Brings what has just been opened into view, so that a form does not begin below the screen's edge. */
export function useInView<Box extends HTMLElement>(): React.RefObject<Box | null> {
  const box = useRef<Box>(null);
  useEffect(() => {
    // In braces: newer browsers answer a promise here, which an effect must not return.
    box.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, []);
  return box;
}
