import { metricUnits } from '@mingchu/shared/vocabulary';
import { wordFor } from '../../../i18n/language.ts';

/** A metric by its name and unit, a detection type by its name. */
export function becomesWord(to: string): string {
  const unit = (metricUnits as Record<string, string>)[to];
  if (unit === undefined) return wordFor('type', to);
  return `${wordFor('metric', to)}${unit === '' ? '' : ` ${unit}`}`;
}
