/** Names and sentences about violations, the same on every screen. */
import { metricUnits } from '@mingchu/shared/vocabulary';
import type { Violation } from '@mingchu/shared/violation';
import i18next from 'i18next';
import { inLanguage, wordFor } from '../i18n/language.ts';
import type { LiveState } from '../live/reducer.ts';
import { deviceKey } from '../live/reducer.ts';

/** Name of a site, or its id while the registry is not here. */
export function siteName(live: LiveState, siteId: string): string {
  return live.sites.get(siteId)?.name ?? siteId;
}

/** What is wrong, as the rulebook titles it. */
export function ruleTitle(live: LiveState, ruleId: string): string {
  const rule = live.rules.get(ruleId);
  return rule ? inLanguage(rule.title) : ruleId;
}

/** Name of a person on the grid. */
export function inspectorName(live: LiveState, inspectorId: string | null): string | null {
  return inspectorId === null ? null : (live.inspectors.get(inspectorId)?.name ?? inspectorId);
}

/** Where in the kitchen. */
export function placeText(
  live: LiveState,
  violation: Pick<Violation, 'siteId' | 'deviceId' | 'zone'>,
): string {
  if (violation.zone !== '') return wordFor('zone', violation.zone);
  return live.devices.get(deviceKey(violation.siteId, violation.deviceId))?.name ?? violation.deviceId;
}

/** Measured value with its unit, e.g. `11.4 °C`; empty where nothing was measured. */
export function measuredText(value: number | undefined, metric: string | undefined): string {
  if (value === undefined) return '';
  const units: Record<string, string> = metricUnits;
  const unit = metric === undefined ? '' : (units[metric] ?? '');
  return `${Math.round(value * 10) / 10}${unit === '' ? '' : ` ${unit}`}`;
}

/** The figure behind a violation, short enough for a row. */
export function evidenceText(violation: Violation): string {
  const { value, metric, count } = violation.evidence;
  if (value !== undefined) return measuredText(value, metric);
  return count !== undefined && count > 1 ? `×${count}` : '';
}

/** Stage of the order in one word, or that there is none. */
export function stageText(state: string | undefined): string {
  return i18next.t(`dispatch.${state ?? 'none'}`);
}
