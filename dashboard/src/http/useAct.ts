import { useState } from 'react';
import { errorText, request } from './request.ts';

export interface Acting {
  /** Name of the act under way, or null. */
  busy: string | null;
  /** What went wrong with the last one, in words. */
  error: string | null;
  /** Sends `POST path/act`; true when it was done. */
  act: (path: string, act: string, body: object) => Promise<boolean>;
  clear: () => void;
}

/** One act at a time, with its error in words, those of `textOf`. The new state itself comes by the live connection. */
export function useAct(textOf: (failure: unknown) => string = errorText): Acting {
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  return {
    busy,
    error,
    clear: () => setError(null),
    async act(path, act, body) {
      setBusy(act);
      setError(null);
      try {
        await request<unknown>('POST', `${path}/${act}`, body);
        return true;
      } catch (failure) {
        setError(textOf(failure));
        return false;
      } finally {
        setBusy(null);
      }
    },
  };
}
