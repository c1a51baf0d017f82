import { useCallback, useEffect, useState } from 'react';
import { errorText, request } from '../../http/request.ts';
import { useWork } from '../../http/useWork.ts';

/** What a page has asked for: still asked, here, or why not. What came before stays while it is asked anew. */
export interface Answer<Body> {
  body: Body | null;
  error: string | null;
  asking: boolean;
  again: () => void;
}

/** Asks `GET path`, anew when the path changes; an answer that comes after a newer question is dropped. */
export function useAnswer<Body>(path: string): Answer<Body> {
  const [state, setState] = useState<{ body: Body | null; error: string | null; asking: boolean }>({
    body: null,
    error: null,
    asking: true,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setState((before) => ({ ...before, asking: true, error: null }));
    request<Body>('GET', path).then(
      (body) => current && setState({ body, error: null, asking: false }),
      (failure: unknown) =>
        current && setState((before) => ({ ...before, error: errorText(failure), asking: false })),
    );
    return () => {
      current = false;
    };
  }, [path, turn]);
  return { ...state, again: useCallback(() => setTurn((n) => n + 1), []) };
}

/** Sends one change at a time, with its error in words. */
export function useSend(): {
  busy: boolean;
  error: string | null;
  send: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<boolean>;
} {
  const { busy, error, run } = useWork();
  return { busy, error, send: (method, path, body) => run(() => request<unknown>(method, path, body)) };
}
