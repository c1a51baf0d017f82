/** What screens are told when the broker is gone: by a process that only serves them, of another that takes in. */
import { describe, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { until } from '../harness/publishers.ts';
import type { RoleProcess } from '../harness/roleProcess.ts';
import { askBeat } from './liveScreen.ts';
import { figureOf, rolesApart } from './rolesApart.ts';

const toldWithinMs = 15_000;

describe.skipIf(!hasMosquitto)('without a broker', () => {
  const apart = rolesApart();

  const told = async (): Promise<number | null> => {
    const { brokerLostSince } = await askBeat(apart.screen);
    return brokerLostSince === null ? null : Date.parse(brokerLostSince);
  };
  const startAgain = async () => {
    apart.mosquitto = await startMosquitto({ port: Number(new URL(apart.mosquitto.url).port) });
  };
  const ready = async ({ url }: RoleProcess) => {
    const response = await fetch(`${url}/readyz`);
    return { status: response.status, said: await response.text() };
  };
  const lostSeconds = () => figureOf(apart.ingest, 'mingchu_broker_lost_seconds');

  it('[LV15] a connection that is back soon is not told', async () => {
    expect(await told()).toBe(null);
    await apart.mosquitto.stop();
    await startAgain();
    for (const endAt = Date.now() + 5_000; Date.now() < endAt; ) expect(await told()).toBe(null);
  });

  it('[LV15] one that is not is told with its time, until it is there again; readiness and figures say the same', async () => {
    const stoppedAt = Date.now();
    await apart.mosquitto.stop();
    await until(async () => (await told()) !== null, toldWithinMs);
    const since = (await told()) ?? 0;
    expect(Math.abs(since - stoppedAt)).toBeLessThan(1_000);
    expect(await lostSeconds()).toBeGreaterThan(2.5);
    const at = new Date(since).toISOString();
    expect(await ready(apart.ingest)).toEqual({
      status: 503,
      said: JSON.stringify({ status: 'not-ready', reasons: [`broker: no connection since ${at}`] }),
    });
    expect((await ready(apart.web)).status).toBe(200);
    await startAgain();
    await until(async () => (await told()) === null, toldWithinMs);
    expect(await lostSeconds()).toBe(0);
    expect((await ready(apart.ingest)).status).toBe(200);
  });

  it('[LV15] stays told while whoever lost it is gone, until somebody takes in again', async () => {
    await apart.mosquitto.stop();
    await until(async () => (await told()) !== null, toldWithinMs);
    const since = await told();
    await apart.ingest.kill();
    // Longer than an answer of the database serves.
    for (const endAt = Date.now() + 2_500; Date.now() < endAt; ) expect(await told()).toBe(since);
    await startAgain();
    apart.ingest = await apart.startIngest();
    await until(async () => (await told()) === null, toldWithinMs);
  });
});
