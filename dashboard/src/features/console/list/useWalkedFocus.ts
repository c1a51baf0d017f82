import { type RefObject, useEffect, useRef } from 'react';

/**
 * Who walks through the list by keys has the focus on the row he has come to, so that it is read to him and Tab goes on
 * from there. `walked`: one for each step; its row may be drawn later than it is taken.
 */
export function useWalkedFocus(list: RefObject<HTMLElement | null>, walked: { id: string } | null): void {
  const done = useRef(walked);
  useEffect(() => {
    if (walked === null || walked === done.current) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-violation-id="${CSS.escape(walked.id)}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    done.current = walked;
  });
}
