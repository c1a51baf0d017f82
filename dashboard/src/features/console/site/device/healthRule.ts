/** Which rules are about the device itself, and which about the kitchen that it watches. Pure. */
import type { RuleSummary } from '@mingchu/shared/live';
import type { RuleKind } from '@mingchu/shared/rulebook';

const ofDevice = {
  absence: true,
  fault: true,
  flapping: true,
  offline: true,
  sentinel: true,
  stuck: true,
  detections: false,
  rate: false,
  threshold: false,
} as const satisfies Record<RuleKind, boolean>;

/** True also of an empty battery, and of a picture that shows nothing. */
export function isHealthRule(rule: Pick<RuleSummary, 'condition'> | undefined): boolean {
  if (!rule?.condition) return false;
  const { kind, params } = rule.condition;
  if (ofDevice[kind]) return !('metric' in params) || kind !== 'absence';
  if ('metric' in params) return params.metric === 'batteryPct';
  return 'type' in params && params.type.startsWith('camera-');
}
