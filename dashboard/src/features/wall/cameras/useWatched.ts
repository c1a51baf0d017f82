import { type RefObject, useEffect, useId } from 'react';
import type { LiveConnection } from '../../../live/connection.ts';

/** Of each panel of the page; the server is told of all of them together. */
const watchedByPanel = new Map<string, readonly string[]>();

/** Asks for the pictures of these cameras, one key a line, beside those of other panels. */
export function useWatched(connection: RefObject<LiveConnection | null>, lines: string): void {
  const panel = useId();
  useEffect(() => {
    watchedByPanel.set(panel, lines === '' ? [] : lines.split('\n'));
    connection.current?.watch(watchedByAll());
  }, [panel, lines, connection]);
  useEffect(
    () => () => {
      watchedByPanel.delete(panel);
      connection.current?.watch(watchedByAll());
    },
    [panel, connection],
  );
}

function watchedByAll(): string[] {
  return [...new Set([...watchedByPanel.values()].flat())];
}
