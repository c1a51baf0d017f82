import { useEffect, useRef } from 'react';

/** Of the browser, and not in the types of TypeScript: hears the phone's gesture or button to go back, and Escape. */
interface Watcher {
  onclose: (() => void) | null;
  destroy(): void;
}
type WatcherClass = new () => Watcher;

/**
 * Calls `onClose` when he asks the phone itself to go back while something covers the page: else the gesture would
 * leave the application. Where the browser cannot tell, Escape is all that is heard.
 */
export function useCloseRequest(onClose: () => void): void {
  const told = useRef(onClose);
  told.current = onClose;
  useEffect(() => {
    const { CloseWatcher: Known } = globalThis as { CloseWatcher?: WatcherClass };
    if (Known) {
      const watcher = new Known();
      watcher.onclose = () => told.current();
      return () => watcher.destroy();
    }
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') told.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
