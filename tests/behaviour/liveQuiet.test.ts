/** What screens are told of what makes no sound when it stops: seen by a process that only serves them, in real time. */
import { describe, expect, it } from 'vitest';
import { hasMosquitto } from '../harness/mosquitto.ts';
import { until } from '../harness/publishers.ts';
import { askBeat } from './liveScreen.ts';
import { figureOf, rolesApart } from './rolesApart.ts';

describe.skipIf(!hasMosquitto)('without a sound', () => {
  const apart = rolesApart();

  it('[LV17] a broker that stands still is told within 20 s, since its last word, until it goes on', async () => {
    const told = async () => {
      const { brokerLostSince } = await askBeat(apart.screen);
      return brokerLostSince === null ? null : Date.parse(brokerLostSince);
    };
    expect(await told()).toBe(null);
    apart.mosquitto.freeze();
    const frozenAt = Date.now();
    await until(async () => (await told()) !== null, 20_000);
    const since = (await told()) ?? 0;
    expect(since).toBeLessThan(frozenAt + 500);
    expect(since).toBeGreaterThan(frozenAt - 11_000);
    apart.mosquitto.thaw();
    await until(async () => (await told()) === null, 15_000);
  });

  it('[LV18] an ingester that is killed is told within 20 s, since it was last seen, until there is another', async () => {
    const told = async () => {
      const { brokerLostSince, intakeGoneSince } = await askBeat(apart.screen);
      expect(brokerLostSince).toBe(null);
      return intakeGoneSince === null ? null : Date.parse(intakeGoneSince);
    };
    const goneSeconds = () => figureOf(apart.web, 'mingchu_intake_gone_seconds');
    expect(await told()).toBe(null);
    expect(await goneSeconds()).toBe(0);
    await apart.ingest.kill();
    const killedAt = Date.now();
    await until(async () => (await told()) !== null, 20_000);
    const since = (await told()) ?? 0;
    expect(since).toBeLessThan(killedAt + 100);
    expect(since).toBeGreaterThan(killedAt - 4_000);
    expect(Math.abs((await goneSeconds()) - (Date.now() - since) / 1_000)).toBeLessThan(2);
    expect((await fetch(`${apart.web.url}/readyz`)).status).toBe(200);
    apart.ingest = await apart.startIngest();
    await until(async () => (await told()) === null, 10_000);
    expect(await goneSeconds()).toBe(0);
  });
});
