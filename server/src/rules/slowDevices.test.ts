/** Faults of devices that report every ten minutes, every hour or every two, by the rules that are shipped. */
import { fileURLToPath } from 'node:url';
import type { DeviceFault, Observation } from '@mingchu/shared/observation';
import { localMidnight } from '@mingchu/shared/rulebook';
import type { DeviceKind } from '@mingchu/shared/vocabulary';
import { expect, it } from 'vitest';
import { loadRulebook } from './loadRulebook.ts';
import { compileRules } from './model/compileRules.ts';
import { evaluate } from './model/evaluate.ts';
import { device, site } from './model/fixtures/healthTimeline.ts';
import { freshState } from './model/state.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../rulebook', import.meta.url)));
/** 2026-11-24 00:00 local. */
const start = localMidnight('2026-11-24');
const reported = {
  'clock-skew': 'clock-skew',
  'sequence-gap': 'sequence-gap',
  garbage: 'garbage',
  'sensor-fault': 'sensor-reports-fault',
} as const;

function compiled(reportPeriodS: number, kind: DeviceKind) {
  const registry = {
    sites: new Map([['s1', site('s1')]]),
    devices: new Map([['s1/d', device('d', { reportPeriodS, kind })]]),
    overrides: new Map(),
    revision: 1,
  };
  return compileRules(rulebook, registry, { shard: 0, shardCount: 1 });
}

/** What was decided of the rule of this fault, in seconds from the start. */
function judge(
  reportPeriodS: number,
  fault: DeviceFault,
  times: number[],
  { good = [], kind = 'fridge' }: { good?: number[]; kind?: DeviceKind } = {},
): string[] {
  const last = (times.at(-1) as number) + 4 * reportPeriodS + 7_200;
  const seconds = Array.from({ length: Math.floor(last / 60) }, (_, index) => index * 60);
  const observations = [
    ...seconds.map((s): [number, Observation] => [s + 0.5, { kind: 'tick', at: start + s * 1_000 }]),
    ...good.map((s): [number, Observation] => {
      const at = start + s * 1_000;
      return [
        s,
        { kind: 'telemetry', siteId: 's1', deviceId: 'd', at, receivedAt: at, values: { powerW: s } },
      ];
    }),
    ...times.map((s): [number, Observation] => {
      const at = start + s * 1_000;
      return [s, { kind: 'fault', siteId: 's1', deviceId: 'd', at, receivedAt: at, fault, amount: 1 }];
    }),
  ].sort(([a], [b]) => a - b);
  const { decisions } = evaluate(
    freshState(),
    observations.map(([, one]) => one),
    compiled(reportPeriodS, kind),
  );
  return decisions.flatMap(({ kind, rule, at, onsetAt }) =>
    rule.kind === 'fault' && rule.params.fault === fault
      ? [`${kind} ${Math.round(((kind === 'clear' ? at : onsetAt) - start) / 1_000)}`]
      : [],
  );
}

it.each([600, 3_600, 7_200])(
  '[DH17] a fault in every report of a device that reports every %i s',
  (period) => {
    const times = [1, 2.4, 3, 4.4].map((n) => n * period);
    for (const fault of Object.keys(reported) as (keyof typeof reported)[]) {
      const rule = rulebook.rules.find(({ id }) => id === reported[fault]);
      if (rule?.kind !== 'fault') throw new Error(`no rule for ${fault}`);
      const over = 4.4 * period + Math.max(rule.params.offDelayS, 1.5 * period);
      expect(judge(period, fault, times), fault).toEqual([`open ${period}`, `clear ${over}`]);
      // Too few for the rule, or so far between that good reports were there.
      expect(judge(period, fault, times.slice(0, rule.params.count - 1)), fault).toEqual([]);
      const far = Math.max(rule.params.withinS, rule.params.count * 1.5 * period) + 60;
      expect(judge(period, fault, [far, 2 * far, 3 * far]), fault).toEqual([]);
    }
  },
);

it('[DH17] a device that is registered at a minute and has shown that it reports every hour is judged by the hour', () => {
  const hour = 3_600;
  // Three pauses show its period; the faults of its fourth to sixth report are within the window of that.
  const quiet = [1, 2, 3].map((n) => n * hour);
  expect(
    judge(
      60,
      'clock-skew',
      [4, 5, 6].map((n) => n * hour),
      { good: quiet },
    ),
  ).toEqual([`open ${4 * hour}`, `clear ${7.5 * hour}`]);
  // Two pauses show none yet, and who reports every minute again is judged by the minute.
  expect(judge(60, 'clock-skew', [hour, 2 * hour, 3 * hour])).toEqual([]);
  const often = [...quiet, ...Array.from({ length: 60 }, (_, n) => 4 * hour + 60 * n)];
  expect(
    judge(
      60,
      'clock-skew',
      [5, 6, 7].map((n) => n * hour),
      { good: often },
    ),
  ).toEqual([]);
});

it('[DH17] a device that reports every minute is judged within the times of the rule', () => {
  expect(judge(60, 'clock-skew', [60, 120, 180])).toEqual(['open 60', 'clear 1080']);
  expect(judge(60, 'clock-skew', [60, 420, 780])).toEqual([]);
});

it('[DH17] what intake counts itself keeps its times, however seldom the device reports', () => {
  expect(judge(3_600, 'flood', [60])).toEqual(['open 60', 'clear 360']);
});

it('[DH22] a camera that is looked at once a minute is frozen after ten minutes, and is not five after its picture moves', () => {
  const everyMinute = Array.from({ length: 12 }, (_, minute) => (minute + 1) * 60);
  expect(judge(60, 'picture-frozen', everyMinute, { kind: 'camera' })).toEqual(['open 60', 'clear 1020']);
  expect(judge(60, 'picture-frozen', everyMinute.slice(0, 9), { kind: 'camera' })).toEqual([]);
});
