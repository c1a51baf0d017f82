/** The texts that are drawn on the map, in the language of the screen. */
import i18next from 'i18next';
import { ageText, durationText } from '../../../ui/time.ts';
import type { EngineParts } from './engine.ts';

export const mapWords: EngineParts['words'] = {
  breach: (site, overdueMs) => `${site}  ${i18next.t('wall.map.breach', { time: durationText(overdueMs) })}`,
  late: (n, rough) => `▲ ${i18next.t(rough ? 'wall.map.lateRough' : 'wall.map.late', { n })}`,
  eta: (n, rough) => i18next.t(rough ? 'wall.map.etaRough' : 'wall.map.eta', { n }),
  old: (name, ageMs) => `${name} · ${ageText(ageMs)}`,
  length: (metres) =>
    metres >= 1_000
      ? i18next.t('wall.map.km', { n: metres / 1_000 })
      : i18next.t('wall.map.m', { n: metres }),
};
