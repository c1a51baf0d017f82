/** A violation of the mock as the server would send it: by a camera, or by a sensor with its value. */
import type { RuleSummary } from '@mingchu/shared/live';
import type { Violation } from '@mingchu/shared/violation';

/** Of what a device says about itself there is neither picture nor value. */
const selfTold: ReadonlySet<string> = new Set(['device-silent', 'device-offline']);

export function drawnViolation(
  rule: RuleSummary,
  given: { id: string; siteId: string; openedAt: string },
  random: () => number,
): Violation {
  const sensor = rule.id === 'fridge-warm';
  const acked = rule.severity !== 'critical' && random() < 0.5;
  return {
    ...given,
    ruleId: rule.id,
    deviceId: sensor ? 'fridge-1' : 'cam-1',
    ruleVersion: '1',
    zone: sensor ? '' : 'cooking',
    severity: rule.severity,
    state: acked ? 'acked' : 'unack',
    acked,
    ackedBy: acked ? 'duty' : null,
    latched: !sensor,
    conditionActive: true,
    shelvedUntil: null,
    shelvedUntilClear: false,
    onsetAt: given.openedAt,
    clearedAt: null,
    closedAt: null,
    reason: sensor ? 'held-for-duration' : 'seen-k-of-n',
    evidence: sensor
      ? { metric: 'temperatureC', value: 11.4, limit: 8 }
      : selfTold.has(rule.id)
        ? {}
        : { type: rule.id, confidence: 0.93, box: [0.27, 0.2, 0.14, 0.36], frameSha256: 'drawn' },
    recurrences: 0,
    review: null,
    reclassifiedAs: null,
    caseRef: null,
    dispatchId: null,
    version: 1,
  };
}
