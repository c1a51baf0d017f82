import { type RefObject, useEffect, useReducer } from 'react';
import { serverNow } from '../../../live/store.ts';
import { type Act, type Control, control, untouched } from './officerControl.ts';

/** What the keyboard asks of the panel; moving between tiles needs to know where they stand. */
export interface Keys {
  move: (direction: readonly [across: number, down: number]) => void;
  pick: () => void;
}

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const acts: Partial<Record<string, Act['act'] & ('toggle' | 'search' | 'escape' | 'next' | 'previous')>> = {
  ' ': 'toggle',
  '/': 'search',
  Escape: 'escape',
  PageDown: 'next',
  PageUp: 'previous',
};
/** The pointer is heard this often, ms. */
const pointerEveryMs = 500;

/**
 * Listens to keys and pointer for one panel. Only the first panel of the page hears keys: two that answer one key would
 * fight for the focus.
 */
export function useOfficer(
  panel: RefObject<HTMLElement | null>,
  { turn, nowMs, keys }: { turn: number; nowMs: number; keys: RefObject<Keys | null> },
): [Control, (act: Act) => void] {
  const [state, send] = useReducer(
    (before: Control, { act, at }: { act: Act; at: { turn: number; nowMs: number } }) =>
      control(before, act, at),
    untouched,
  );
  const say = (act: Act): void => send({ act, at: { turn, nowMs: serverNow() } });
  useEffect(() => send({ act: { act: 'tick' }, at: { turn, nowMs } }), [turn, nowMs]);

  useEffect(() => {
    const tell = (act: Act): void => send({ act, at: { turn, nowMs: serverNow() } });
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (document.querySelector('[data-panel-of="cameras"]') !== panel.current) return;
      const target = event.target as HTMLElement;
      const typing = target.matches('input, textarea, select');
      // Keys belong to what has the focus: the map, a link, a form.
      if (target !== document.body && !panel.current?.contains(target)) return;
      const arrow = arrows[event.key];
      // In the search field left and right belong to the text.
      if (arrow && !(typing && arrow[0] !== 0)) keys.current?.move(arrow);
      else if (event.key === 'Enter' && !target.matches('button')) keys.current?.pick();
      else if (
        acts[event.key] &&
        !(typing && event.key.length === 1) &&
        !(event.key === ' ' && target.matches('button'))
      )
        tell({ act: acts[event.key] as 'toggle' });
      else {
        tell({ act: 'touch' });
        return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [panel, keys, turn]);

  useEffect(() => {
    let heardAtMs = 0;
    const onPointer = (): void => {
      const now = performance.now();
      if (now - heardAtMs < pointerEveryMs) return;
      heardAtMs = now;
      send({ act: { act: 'touch' }, at: { turn, nowMs: serverNow() } });
    };
    const element = panel.current;
    for (const event of ['pointermove', 'pointerdown'] as const) element?.addEventListener(event, onPointer);
    return () => {
      for (const event of ['pointermove', 'pointerdown'] as const)
        element?.removeEventListener(event, onPointer);
    };
  }, [panel, turn]);
  return [state, say];
}
