import type { PrintBody } from '@mingchu/shared/exports';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { request } from '../../../http/request.ts';
import type { Span } from './span.ts';

/**
 * The report goes on paper after its reason stands on record, once each time; `reason` is null until then and again
 * when the paper is out. The browser's own command prints without asking anybody, and then finds no report.
 */
export function usePrinting(span: Span): { reason: string | null; print: (reason: string) => Promise<void> } {
  const [reason, setReason] = useState<string | null>(null);
  useEffect(() => {
    const over = (): void => setReason(null);
    window.addEventListener('afterprint', over);
    return () => window.removeEventListener('afterprint', over);
  }, []);
  return {
    reason,
    print: async (given) => {
      await request<void>('POST', '/statistics/prints', { ...span, reason: given } satisfies PrintBody);
      // The page must say it before the browser takes the page.
      flushSync(() => setReason(given));
      window.print();
    },
  };
}
