/** The times of rules about faults that a device tells with its reports: a device that reports seldom has more of it. */
import type { FaultRule, Rule } from '@mingchu/shared/rulebook';
import { periodOf, type Speech } from '@mingchu/shared/speech';
import type { CompiledDevice } from './compileRules.ts';

/** Told once a report at most; others are told by what intake counts, however seldom the device reports. */
const toldByReport: ReadonlySet<string> = new Set(['clock-skew', 'sequence-gap', 'garbage', 'sensor-fault']);
/** A report may be late by half its period. */
const latePeriods = 1.5;

/** Time for as many reports as the rule asks for, and for one that would be good. */
export function atPaceOf(rule: FaultRule, reportPeriodS: number): FaultRule {
  const { fault, count, withinS, offDelayS } = rule.params;
  if (!toldByReport.has(fault)) return rule;
  const pace = {
    withinS: Math.max(withinS, count * latePeriods * reportPeriodS),
    offDelayS: Math.max(offDelayS, latePeriods * reportPeriodS),
  };
  return { ...rule, params: { ...rule.params, ...pace } };
}

/** The rule as it holds at a device that has shown a longer period than the registered one, which it has already. */
export function atOwnPace<Any extends Rule>(
  rule: Any,
  device: CompiledDevice,
  speech: Speech | undefined,
): Any {
  if (rule.kind !== 'fault' || !speech) return rule;
  const periodMs = periodOf(speech, device.reportPeriodMs);
  return periodMs > device.reportPeriodMs ? (atPaceOf(rule, periodMs / 1000) as Any) : rule;
}
