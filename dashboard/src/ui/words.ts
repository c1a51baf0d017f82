/** Names and sentences about violations, the same on every screen. */
import { metricUnits } from '@mingchu/shared/vocabulary';
import type { Violation } from '@mingchu/shared/violation';
import i18next from 'i18next';
import { inLanguage, wordFor } from '../i18n/language.ts';
import type { LiveState } from '../live/reducer.ts';
import { deviceKey } from '../live/reducer.ts';
import { minuteSecondText } from './minuteSecondText.ts';

/** Name of a site, or its id while the registry is not here. */
export function siteName(live: Pick<LiveState, 'sites'>, siteId: string): string {
  return live.sites.get(siteId)?.name ?? siteId;
}

/** Where it stands and what it is: `实验小学食堂 · 切配间`. */
export function deviceText(
  live: Pick<LiveState, 'sites' | 'devices'>,
  siteId: string,
  deviceId: string,
): string {
  return `${siteName(live, siteId)} · ${live.devices.get(deviceKey(siteId, deviceId))?.name ?? deviceId}`;
}

/** What made an alarm, from `rule site/device` as the server counts by: `发现老鼠 · 实验小学食堂 · 切配间`. */
export function sourceText(live: LiveState, source: string): string {
  const [ruleId = '', key = ''] = source.split(' ');
  const [siteId = '', deviceId = ''] = key.split('/');
  return `${ruleTitle(live, ruleId)} · ${deviceText(live, siteId, deviceId)}`;
}

/** What is wrong, as the rulebook titles it. */
export function ruleTitle(live: Pick<LiveState, 'rules'>, ruleId: string): string {
  const rule = live.rules.get(ruleId);
  return rule ? inLanguage(rule.title) : ruleId;
}

/** Name of a person on the grid. */
export function inspectorName(
  live: Pick<LiveState, 'inspectors'>,
  inspectorId: string | null,
): string | null {
  return inspectorId === null ? null : (live.inspectors.get(inspectorId)?.name ?? inspectorId);
}

/** Where in the kitchen. */
export function placeText(
  live: Pick<LiveState, 'devices'>,
  violation: Pick<Violation, 'siteId' | 'deviceId' | 'zone'>,
): string {
  if (violation.zone !== '') return wordFor('zone', violation.zone);
  return live.devices.get(deviceKey(violation.siteId, violation.deviceId))?.name ?? violation.deviceId;
}

/** What was measured, or how bad the fault of a device was; empty where neither was told. */
export function valueText({ value, metric, type }: Violation['evidence']): string {
  if (value === undefined || metric !== undefined) return measuredText(value, metric);
  if (type === 'picture-frozen') return minuteSecondText(value);
  if (type === 'clock-skew') return i18next.t('console.site.skew', { s: Math.round(value / 1_000) });
  return `×${Math.round(value)}`;
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
  const { value, count, behind } = violation.evidence;
  if (behind !== undefined) return i18next.t('evidence.behind', { n: behind });
  if (value !== undefined) return valueText(violation.evidence);
  return count !== undefined && count > 1 ? `×${count}` : '';
}

/** What is wrong, with the figure behind it set apart: `冷藏柜超过 12 ℃ · 13 ℃`, `未戴口罩 ×3`. */
export function whatText(live: LiveState, violation: Violation): string {
  const [title, evidence] = [ruleTitle(live, violation.ruleId), evidenceText(violation)];
  const apart = violation.evidence.value === undefined ? ' ' : ' · ';
  return evidence === '' ? title : `${title}${apart}${evidence}`;
}

/** Stage of the order in one word, or that there is none. */
export function stageText(state: string | undefined): string {
  return i18next.t(`dispatch.${state ?? 'none'}`);
}

/** Who did it: the person's name, or what the account is for; inspectors' accounts are named by their inspector. */
export function actorText(live: LiveState, actor: string): string {
  return live.inspectors.get(actor)?.name ?? wordFor('actor', actor);
}

/** Who was told: a person by name, a role by its word, the leader of a group by the group. */
export function recipientText(live: LiveState, recipient: string): string {
  const [word, groupId] = recipient.split(':');
  const group = word === 'leader' ? live.groups.find(({ id }) => id === groupId) : undefined;
  if (group) return `${wordFor('console.recipient', 'leader')} ${group.name}`;
  return live.inspectors.get(recipient)?.name ?? wordFor('console.recipient', recipient);
}

/** What was done; the same word can be an act on a violation and on an order: `open`. */
export function actText({ subject, act }: { subject: string; act: string }): string {
  const own = wordFor('act', `${subject}.${act}`);
  return own === `${subject}.${act}` ? wordFor('act', act) : own;
}
