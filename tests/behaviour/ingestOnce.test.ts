/** From a message that comes again and again to one violation with one order. */
import { expect, it } from 'vitest';
import { publish, topic } from '../harness/publishers.ts';
import { openRules } from './ingestRules.ts';
import { openIngestWorld } from './ingestWorld.ts';

it('[IN4] is evaluated once, however often and in whatever form it is delivered', async () => {
  const world = await openIngestWorld();
  await world.db.execute(
    `insert into device (site_id, id, kind, name, zone, report_period_s)
     values ('s1', 'gas', 'gas-detector', '燃气', 'cooking', 30)`,
  );
  const { evaluateAll, close } = await openRules(world);
  // Intake reads the registry anew: the detector came after it began.
  await world.registry.renew();
  const ts = Date.now();
  const send = (seq: number, at: number) =>
    publish(world.device, topic('gas'), { ts: at, seq, values: { gasPctLel: 40 } }).acknowledged;
  await send(1, ts);
  await send(1, ts);
  await evaluateAll();
  await send(1, ts + 40);
  await world.restart();
  await send(1, ts);
  await evaluateAll();
  expect(await world.count('violation')).toBe(1);
  expect(await world.count('dispatch')).toBe(1);
  expect(await world.count('reading')).toBe(1);
  await close();
  await world.close();
});
