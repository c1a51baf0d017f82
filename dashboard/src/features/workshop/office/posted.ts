import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';

/** What the mock answers `POST path`; null until it has, or when it does not. */
export function usePosted<Answer>(path: string, body: object): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const text = JSON.stringify(body);
  useEffect(() => {
    let gone = false;
    request<Answer>('POST', path, JSON.parse(text)).then(
      (said) => !gone && setAnswer(said),
      () => undefined, // Nothing is shown of it.
    );
    return () => {
      gone = true;
    };
  }, [path, text]);
  return answer;
}
