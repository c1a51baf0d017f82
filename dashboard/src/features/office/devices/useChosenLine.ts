import type { HeardLine } from '@mingchu/shared/bindings';
import { useEffect, useState } from 'react';
import { useKeys } from '../../../ui/useKeys.ts';

/** Names a line among all. */
export function keyOf({ family, mount, address }: HeardLine): string {
  return `${family}/${mount}/${address}`;
}

/** The line that the keys are at, as in the work list: j and k move, Enter acts on it, Escape leaves the form. */
export function useChosenLine(
  lines: readonly HeardLine[],
  { act, leave }: { act: (line: HeardLine) => void; leave: () => void },
): string | null {
  const [chosen, setChosen] = useState<string | null>(null);
  const at = lines.findIndex((line) => keyOf(line) === chosen);
  const move = (by: number) => {
    const next = lines[at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + by))];
    if (next) setChosen(keyOf(next));
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => {
      const line = lines[at];
      if (line) act(line);
    },
    Escape: leave,
  });
  useEffect(() => {
    if (chosen !== null)
      document
        .querySelector('[data-testid="heard"][aria-current="true"]')
        ?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return at < 0 ? null : chosen;
}
