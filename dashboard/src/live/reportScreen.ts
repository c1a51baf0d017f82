/** Tells the server, for its log and its metrics, that this screen was not true. */
import type { ComparedKind } from '@mingchu/shared/stateSum';
import { request } from '../http/request.ts';

export type ScreenReport =
  | { kind: 'state-differs'; seq: number; facts: ComparedKind[] }
  | { kind: 'still-stuck' | 'was-stuck' | 'slept'; forMs: number };

/** Where reports go; the worker that notices a stuck page sends its own. */
export const screenReportsPath = '/screen-reports';

/** Sends one report; without a server there is nobody to tell, and the screen itself says so. */
export function reportScreen(report: ScreenReport): void {
  request('POST', screenReportsPath, report).catch(() => undefined);
}
