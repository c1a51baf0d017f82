import { useEffect, useState } from 'react';
import { errorText } from '../../../http/request.ts';

/**
 * What `read` answers of something, read anew whenever `version` is another; what came before stays meanwhile. `read`
 * must be the same function at every drawing.
 */
export function useReadAnew<Answer>(
  read: (of: string) => Promise<Answer>,
  of: string,
  version: string,
): { answer: Answer | null; error: string | null } {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    read(of).then(
      (next) => {
        if (!wanted) return;
        setAnswer(next);
        setError(null);
      },
      (failure: unknown) => wanted && setError(errorText(failure)),
    );
    return () => {
      wanted = false;
    };
  }, [read, of, version]);
  return { answer, error };
}
