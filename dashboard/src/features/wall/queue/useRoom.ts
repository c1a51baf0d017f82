import { useLayoutEffect, useRef, useState } from 'react';
import type { Room } from './queueFit.ts';

/** The room that the queue's cell leaves it, measured whenever the cell or the wall changes its size. */
export function useRoom(): { ref: React.RefObject<HTMLDivElement | null>; room: Room } {
  const ref = useRef<HTMLDivElement | null>(null);
  const [room, setRoom] = useState<Room>({ widthRem: 36, heightRem: 40 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setRoom({ widthRem: element.clientWidth / remPx, heightRem: element.clientHeight / remPx });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return { ref, room };
}
