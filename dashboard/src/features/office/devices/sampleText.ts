import type { TriedSample } from '@mingchu/shared/bindings';
import i18next from 'i18next';
import { listText, wordFor } from '../../../i18n/language.ts';
import { measuredText } from '../../../ui/words.ts';
import { becomesWord } from './becomesWord.ts';

/** What would be kept of a message, e.g. `温度 5.1 ℃ → 4.6 ℃` where a calibration corrects it. */
export function sampleText(sample: TriedSample): string {
  switch (sample.kind) {
    case 'telemetry':
      return listText(
        sample.values.map(({ metric, value, raw }) => {
          const shown = [raw, value].flatMap((each) => (each === null ? [] : measuredText(each, metric)));
          return `${wordFor('metric', metric)} ${shown.join(' → ')}`;
        }),
      );
    case 'detection':
      return `${becomesWord(sample.type)} ${Math.round(sample.confidence * 100)}%`;
    case 'status':
      return i18next.t(`office.devices.state.${sample.state}`);
  }
}
