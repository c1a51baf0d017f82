import { useEffect, useRef } from 'react';

/** Single-key shortcuts, silent while a person types or holds a modifier. */
export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof Element && event.target.closest('input, textarea, select');
      // Wherever the focus is meanwhile: what lies behind it is not worked with, and Escape closes it.
      const isBehind = document.querySelector('dialog:modal') !== null;
      // On a button or a link Enter is theirs.
      const own = event.key === 'Enter' && (event.target as Element).closest?.('button, a, summary');
      if (typing || isBehind || own || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** Presses the first of these buttons that is there. */
export function pressFirst(...testIds: string[]): void {
  for (const testId of testIds) {
    const button = document.querySelector<HTMLButtonElement>(`[data-testid="${testId}"]`);
    if (!button || button.disabled) continue;
    button.click();
    return;
  }
}
