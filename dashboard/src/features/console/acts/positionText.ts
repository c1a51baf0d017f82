/** How a position reads that may be old. */
import i18next from 'i18next';
import { ageText } from '../../../ui/time.ts';

/** `位置 4 分钟前`, or that the phone never told one. */
export function positionText(ageMs: number | null): string {
  return ageMs === null
    ? i18next.t('console.position.never')
    : i18next.t('console.position.age', { age: ageText(ageMs) });
}
