import { useState } from 'react';
import { errorText } from './request.ts';

/** What a part of a screen asks the server for, one thing at a time. */
export interface Work {
  busy: boolean;
  /** What went wrong with the last one, in words. */
  error: string | null;
  /** Does it; true when it was done. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

/** Says what is under way, and in words, those of `textOf`, why it failed. */
export function useWork(textOf: (failure: unknown) => string = errorText): Work {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  return {
    busy,
    error,
    clear: () => setError(null),
    async run(work) {
      setBusy(true);
      setError(null);
      try {
        await work();
        return true;
      } catch (failure) {
        setError(textOf(failure));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
