/**
 * A ThingsBoard gateway: water under a sink for four minutes; then the sensor is away for two, and what it had measured
 * meanwhile comes as a backlog with what is now.
 */
import { at, beginTelling, within, wobble } from './telling.ts';

const sink = 'Sink 1';
const fridge = 'Fridge 1';

export function thingsboard() {
  const { say, every, messages } = beginTelling(420);
  const gateway = (atS: number, end: string, payload: object) => say(atS, `v1/gateway/${end}`, payload);
  for (const device of [sink, fridge])
    gateway(device === sink ? 3 : 4, 'connect', { device, type: 'sensor' });
  gateway(5, 'attributes', { [fridge]: { model: 'TS-2', manufacturer: 'Haier', serial: '0042' } });
  const sinkAt = (atS: number) => ({
    ts: at(atS - 0.1),
    values: { waterLeak: within(atS, 420, 660), battery: 81 },
  });
  every({ fromS: 52, toS: 1290, everyS: 30 }, (atS, n) => {
    gateway(atS, 'telemetry', {
      [fridge]: [{ ts: at(atS - 0.1), values: { temperature: wobble(4.2, n), humidity: wobble(80, n) } }],
    });
  });
  every({ fromS: 57, toS: 1290, everyS: 30 }, (atS) => {
    if (within(atS, 960, 1080)) return;
    const missed = within(atS, 1080, 1110) ? [987, 1017, 1047].map(sinkAt) : [];
    gateway(atS, 'telemetry', { [sink]: [...missed, sinkAt(atS)] });
  });
  gateway(954, 'disconnect', { device: sink });
  return messages();
}
