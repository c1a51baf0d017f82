import { useState } from 'react';
import { errorText, request } from './request.ts';
import { useWork } from './useWork.ts';

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
  const { busy, error, run, clear } = useWork(textOf);
  const [name, setName] = useState<string | null>(null);
  return {
    busy: busy ? name : null,
    error,
    clear,
    act: (path, act, body) => {
      setName(act);
      return run(() => request<unknown>('POST', `${path}/${act}`, body));
    },
  };
}
