/**
 * What real devices of every family say leads to its outcome, and to the same when lines lose, repeat and delay some of
 * it, clocks are wrong and somebody sends broken messages.
 */
import { families } from '@mingchu/server/ingest/families/catalog';
import { chanceOf } from '@mingchu/simulators/chance';
import { disturb, type DisturbedMessage, undisturbed } from '@mingchu/simulators/recording/disturb';
import type { RecordedMessage } from '@mingchu/simulators/recording/recordedMessage';
import { compareJournal } from '@mingchu/simulators/scenario/compareJournal';
import { beforeAll, describe, expect, it } from 'vitest';
import { kitchen, type Outcome, playRecordings, recorded, type StoredReading } from './playRecordings.ts';

/** How far a step may be from its time: a tick, and what the clock may be ahead of the evaluation, s. */
const toleranceS = 10;
const disturbance = { loss: 0.01, duplicate: 0.02, reorder: 0.03, skewMs: 90_000, seed: 7 };

/** Devices that say when they measured: their clocks are found to be wrong. */
const timed = [
  'zigbee-fridge',
  'zigbee-leak',
  'shelly-cabinet',
  'shelly-fridge',
  'sparkplug-fridge',
  'sparkplug-room',
  'chirpstack-leak',
  'chirpstack-room',
  'stack-room',
  'hikvision-2',
  'board-leak',
  'board-fridge',
];
/** So many broken messages come on their topics that intake says it of them. */
const garbled = ['chirpstack-leak', 'hikvision-2', 'stack-room', 'zigbee-leak'];
/** What they say has neither a time nor a key: the same again is said again. */
const unkeyed = new Set(['shelly-flood', 'home-fridge']);
/** Each message of these depends on those before it: one that is lost takes others with it, or is made up for. */
const dependent = ['sparkplug-fridge temperatureC', 'sparkplug-fridge doorOpen', 'stack-room batteryPct'];

/** Readings of each device and metric, as the stories tell them. */
const told = {
  'board-fridge humidityPct': 42,
  'board-fridge temperatureC': 42,
  'board-leak batteryPct': 41,
  'board-leak waterLeak': 41,
  'chirpstack-leak batteryPct': 42,
  'chirpstack-leak temperatureC': 42,
  'chirpstack-leak waterLeak': 42,
  'chirpstack-room batteryPct': 22,
  'chirpstack-room humidityPct': 21,
  'chirpstack-room temperatureC': 21,
  'home-fridge doorOpen': 2,
  'home-fridge temperatureC': 38,
  'shelly-cabinet powerW': 38,
  'shelly-flood batteryPct': 21,
  'shelly-flood waterLeak': 42,
  'shelly-fridge temperatureC': 38,
  'sparkplug-fridge doorOpen': 7,
  'sparkplug-fridge temperatureC': 40,
  'sparkplug-room temperatureC': 40,
  'stack-room batteryPct': 3,
  'stack-room temperatureC': 42,
  'tasmota-freezer temperatureC': 38,
  'tasmota-fridge temperatureC': 37,
  'zigbee-fridge batteryPct': 36,
  'zigbee-fridge humidityPct': 36,
  'zigbee-fridge temperatureC': 36,
  'zigbee-leak batteryPct': 40,
  'zigbee-leak waterLeak': 40,
};

const seriesOf = ({ deviceId, metric }: StoredReading) => `${deviceId} ${metric}`;

function countBySeries(readings: readonly StoredReading[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reading of readings) counts[seriesOf(reading)] = (counts[seriesOf(reading)] ?? 0) + 1;
  return counts;
}

/** Every 15th message comes also with its end missing, from nobody whose word counts. */
async function* withGarbage(messages: AsyncIterable<DisturbedMessage>): AsyncGenerator<DisturbedMessage> {
  const chance = chanceOf(5, 'garbage');
  let number = 0;
  for await (const message of messages) {
    yield message;
    number += 1;
    const { payload } = message;
    const hasEnd = payload[0] === 0x7b || payload[0] === 0x3c;
    if (number % 15 === 0 && hasEnd)
      yield { ...message, payload: payload.subarray(0, chance.int(1, payload.length - 3)) };
  }
}

/** Violations with what they went through, without when. */
const wordsOf = (journal: Outcome['journal']) =>
  journal
    .map(({ violation, steps }) => [violation, ...steps.map((step) => step.slice(step.indexOf(' ') + 1))])
    .map((words) => words.join(' · '))
    .toSorted();

describe('recordings of every family', () => {
  let calm: Outcome;
  /** By the moment at which it came: number of the message in the recordings. */
  const indexAt = new Map<number, number>();
  const watch = async function* (messages: AsyncIterable<RecordedMessage>) {
    for await (const message of disturb(messages, undisturbed)) {
      indexAt.set(message.atMs, message.index);
      yield message;
    }
  };
  beforeAll(async () => {
    calm = await playRecordings(watch);
  });

  it('[RP7] each family has one', () => {
    expect(recorded.toSorted()).toEqual(families.map(({ id }) => id).toSorted());
  });

  it('[RP7] lead to these violations and no others, each once, in time', () => {
    expect(compareJournal(kitchen.outcome, calm.journal, toleranceS)).toEqual([]);
  });

  it('[RP7] lead to a reading for each value that means something, at the time at which it was measured', () => {
    expect(countBySeries(calm.readings)).toEqual(told);
    expect(calm.deadLetters).toBe(0);
    expect(indexAt.size).toBe(calm.messages);
    // The backlog of a gateway is as old as it says.
    const late = calm.readings.filter(({ time, receivedAt }) => receivedAt - time > 1_000);
    expect(new Set(late.map(({ deviceId }) => deviceId))).toEqual(new Set(['board-leak']));
  });

  it('[RP8] lead to the same when they are disturbed, and to a fault of each clock that is wrong and of who sends garbage', async () => {
    const fates = { lost: new Set<number>(), twice: new Set<number>(), late: new Set<number>() };
    const outcome = await playRecordings((messages) =>
      withGarbage(disturb(messages, disturbance, (fate, index) => fates[fate].add(index))),
    );
    expect(Math.min(fates.lost.size, fates.twice.size, fates.late.size)).toBeGreaterThan(3);
    const isFault = ({ violation }: Outcome['journal'][number]) => / (clock-skew|garbage)$/.test(violation);
    expect(wordsOf(outcome.journal.filter((episode) => !isFault(episode)))).toEqual(wordsOf(calm.journal));
    const faults = outcome.journal.filter(isFault).map(({ violation }) => violation);
    const ofEach = (devices: string[], fault: string) => devices.map((device) => `${device} ${fault}`);
    expect(faults.toSorted()).toEqual(
      [...ofEach(timed, 'clock-skew'), ...ofEach(garbled, 'garbage')].toSorted(),
    );
    expect(outcome.deadLetters).toBeGreaterThan(10);

    const expected = calm.readings.flatMap((reading) => {
      const index = indexOf(reading);
      if (fates.lost.has(index)) return [];
      return unkeyed.has(reading.deviceId) && fates.twice.has(index) ? [reading, reading] : [reading];
    });
    const comparable = (readings: readonly StoredReading[]) =>
      readings
        .filter((reading) => !dependent.includes(seriesOf(reading)))
        .map((reading) => `${seriesOf(reading)} ${reading.value}`)
        .toSorted();
    expect(comparable(outcome.readings)).toEqual(comparable(expected));
  });

  function indexOf({ receivedAt }: StoredReading): number {
    const index = indexAt.get(receivedAt - calm.startMs);
    if (index === undefined) throw new Error(`nothing came at ${receivedAt}`);
    return index;
  }
});
