/** How a calibration reads, the same on every screen. */
import type { CalibratedMetric, Correction } from '@mingchu/shared/calibration';
import { districtDay } from '@mingchu/shared/calibration';
import { metricUnits } from '@mingchu/shared/vocabulary';
import i18next from 'i18next';

/** `×1.02 −0.5 °C`; in words when a sensor has no error. */
export function correctionText(metric: CalibratedMetric, { slope, offset }: Correction): string {
  const parts = [
    slope === 1 ? '' : `×${slope}`,
    offset === 0 ? '' : `${offset < 0 ? '−' : '+'}${Math.abs(offset)} ${metricUnits[metric]}`,
  ];
  return parts.filter(Boolean).join(' ') || i18next.t('calibration.exact');
}

const dayMs = 86_400_000;

/** From today to a due date, `YYYY-MM-DD`; below zero when it is past. */
export function daysUntil(dueOn: string, now: number): number {
  return Math.round((Date.parse(dueOn) - Date.parse(districtDay(now))) / dayMs);
}
