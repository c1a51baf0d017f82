/** Alarms that a device tells once, by the families that tell them and the rules that are shipped. */
import { fileURLToPath } from 'node:url';
import type { Observation } from '@mingchu/shared/observation';
import { localMidnight } from '@mingchu/shared/rulebook';
import { expect, it } from 'vitest';
import { createTable } from '../bindings/model/mapValues.ts';
import type { Family, Heard } from '../ingest/families/family.ts';
import { frigate } from '../ingest/families/frigate/frigate.ts';
import { gb28181 } from '../ingest/families/gb28181.ts';
import { alarm, gbTopic } from '../ingest/families/fixtures/gb28181.ts';
import { type Fixture, packetOf } from '../ingest/families/fixtures/fixture.ts';
import { stats } from '../ingest/families/fixtures/frigate.ts';
import { alert, alertTopic } from '../ingest/families/fixtures/hikvision.ts';
import { hikvision } from '../ingest/families/hikvision.ts';
import { meaningOf, meantBy } from '../ingest/judgeHeard.ts';
import { decodeHeard } from '../ingest/model/decodeHeard.ts';
import { loadRulebook } from './loadRulebook.ts';
import { decodeCheckpoint, encodeCheckpoint } from './model/checkpoint.ts';
import { compileRules } from './model/compileRules.ts';
import { evaluate } from './model/evaluate.ts';
import { device, site } from './model/fixtures/healthTimeline.ts';
import { freshState } from './model/state.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../rulebook', import.meta.url)));
/** 2026-11-24 11:00 local, a Tuesday. */
const start = localMidnight('2026-11-24') + 11 * 3_600_000;
const registry = {
  sites: new Map([['s1', site('s1')]]),
  devices: new Map([['s1/cam', device('cam', { kind: 'camera', reportPeriodS: 60 })]]),
  overrides: new Map(),
  revision: 1,
};
const rules = compileRules(rulebook, registry, { shard: 0, shardCount: 1 });

/** What the packets of a family, each so many seconds after the start, and ticks every 10 s mean for one bound camera. */
function decide<Known>(family: Family<Known>, packets: readonly [number, Fixture][], untilS: number) {
  const known = family.begin();
  const table = createTable(family.mapping.map((entry) => ({ ...entry, by: 'family' })));
  let state = freshState();
  const told: string[] = [];
  const judge = (observations: Observation[], s: number) => {
    const answer = evaluate(state, observations, rules);
    state = decodeCheckpoint(encodeCheckpoint(answer.state));
    for (const { kind, rule, reason } of answer.decisions) told.push(`${s} ${rule.id} ${kind} ${reason}`);
  };
  for (let s = 0; s <= untilS; s += 10) {
    const receivedAt = start + s * 1000;
    for (const [, fixture] of packets.filter(([at]) => at === s)) {
      const reading = family.decode(packetOf(fixture, receivedAt), known);
      const heard: Heard[] = 'problem' in reading ? [] : reading.heard;
      const { meant } = meantBy(meaningOf({ siteId: 's1', deviceId: 'cam' }, heard, table));
      const { samples } = decodeHeard(meant, { siteId: 's1', deviceId: 'cam', receivedAt, retained: false });
      judge(
        samples.map(({ observation }) => observation),
        s,
      );
    }
    judge([{ kind: 'tick', at: receivedAt }], s);
  }
  return told;
}

it('[DF126] a camera that its platform calls covered once is covered at once, and is not when nobody has said so for the off-delay', () => {
  const covered: [number, Fixture] = [0, { topic: gbTopic('alarm'), payload: alarm() }];
  const once = ['0 camera-covered open judged-by-device', '300 camera-covered clear not-seen-for-off-delay'];
  expect(decide(gb28181, [covered], 400)).toEqual(once);
  const dateTime = new Date(start).toISOString();
  const payload = alert({ type: 'shelteralarm', dateTime });
  expect(decide(hikvision, [[0, { topic: alertTopic, payload }]], 400)).toEqual(once);
  const again: [number, Fixture] = [200, { topic: gbTopic('alarm'), payload: alarm({ sn: 10 }) }];
  expect(decide(gb28181, [covered, again], 600)).toEqual([
    once[0],
    '500 camera-covered clear not-seen-for-off-delay',
  ]);
});

it('[DF126] what is seen again and again is counted as before', () => {
  const dateTime = (s: number) => new Date(start + s * 1000).toISOString();
  const post = (s: number): [number, Fixture] => [
    s,
    { topic: alertTopic, payload: alert({ type: 'fielddetection', dateTime: dateTime(s) }) },
  ];
  const mapped = { ...hikvision, mapping: [{ name: 'fielddetection', to: 'smoking' }] };
  expect(decide(mapped, [post(0)], 60)).toEqual([]);
  expect(decide(mapped, [post(0), post(20)], 60)).toEqual(['20 smoking open seen-often-enough']);
});

it('[DF127] a bin that stays open is one violation for as long as its camera is there and nothing else is told', () => {
  const told = (text: string): Fixture => ({ topic: 'frigate/prep/classification/bin', payload: text });
  const everyMinute = Array.from({ length: 20 }, (_, minute): [number, Fixture] => [
    (minute + 1) * 60,
    { topic: 'frigate/stats', payload: stats(5) },
  ]);
  const decided = decide(frigate, [[0, told('bin_open')], ...everyMinute, [890, told('closed')]], 1_500);
  expect(decided).toEqual([
    '120 bin-open open seen-often-enough',
    '1440 bin-open clear not-seen-for-off-delay',
  ]);
});
