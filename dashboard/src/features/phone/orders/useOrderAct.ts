import { useState } from 'react';
import { type PhoneAct, doAct } from '../acts/outbox.ts';

export interface OrderActing {
  busy: boolean;
  error: string | null;
  /** True when it was sent or kept to be sent. */
  go: (act: PhoneAct) => Promise<boolean>;
}

/** One act at a time on an order, with what went wrong in words. */
export function useOrderAct(): OrderActing {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  return {
    busy,
    error,
    async go(act) {
      setBusy(true);
      setError(null);
      try {
        const result = await doAct(act);
        if (result.how === 'refused') setError(result.text);
        return result.how !== 'refused';
      } finally {
        setBusy(false);
      }
    },
  };
}
