import { useEffect } from 'react';

/** Real ms without a movement. */
const idleMs = 6_000;

/** Hides the pointer while no hand moves it: an arrow that somebody left there covers what is below it. */
export function useIdlePointer(): void {
  useEffect(() => {
    const { classList } = document.documentElement;
    const hide = (): void => classList.add('pointer-idle');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onMove = ({ movementX, movementY }: PointerEvent): void => {
      // What moves below a pointer at rest is told as a movement, too.
      if (movementX === 0 && movementY === 0) return;
      classList.remove('pointer-idle');
      clearTimeout(timer);
      timer = setTimeout(hide, idleMs);
    };
    hide();
    window.addEventListener('pointermove', onMove);
    return () => {
      window.removeEventListener('pointermove', onMove);
      clearTimeout(timer);
      classList.remove('pointer-idle');
    };
  }, []);
}
