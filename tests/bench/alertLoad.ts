/**
 * The background of the bench `alert`, in a process of its own: gateways that publish 12 ordinary values a message.
 * Forked with one argument, a {@link LoadOrder} as JSON; says `{ready}` when connected, ends when disconnected.
 */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';

export interface LoadOrder {
  mqttUrl: string;
  /** `siteId/deviceId`. */
  devices: string[];
  messagesPerS: number;
}

export interface Load {
  /** Messages acknowledged so far. */
  sent(): number;
  close(): void;
}

const connections = 20;
const tickMs = 20;
/** Ordinary values: no rule says anything about them at a gateway. */
const values = {
  temperatureC: 4,
  humidityPct: 55,
  coreTemperatureC: 72,
  gasPctLel: 0,
  smoke: 0,
  waterLeak: 0,
  doorOpen: 0,
  powerW: 120,
  uvMinutes: 30,
  weightKg: 3,
  batteryPct: 90,
  pm25UgM3: 12,
};

/** Resolves when all connections are up and publishing has begun. */
export async function startLoad(order: LoadOrder): Promise<Load> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(order)], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  });
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      sent = (message as { sent: number }).sent;
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`the load's process ended with ${code}`)));
  });
  return {
    sent: () => sent,
    close: () => {
      child.removeAllListeners('exit');
      child.disconnect();
    },
  };
}

async function publish({ mqttUrl, devices, messagesPerS }: LoadOrder): Promise<void> {
  const clients = await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      mqtt.connectAsync(mqttUrl, { clientId: `bench-load-${index}` }),
    ),
  );
  let sent = 0;
  let handed = 0;
  const startedAt = performance.now();
  setInterval(() => process.send?.({ sent }), 500);
  process.on('disconnect', () => process.exit(0));
  process.send?.({ sent });
  while (process.connected) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * messagesPerS);
    for (; handed < due; handed++) {
      const device = devices[handed % devices.length] as string;
      const client = clients[handed % connections] as mqtt.MqttClient;
      const payload = JSON.stringify({ ts: Date.now(), seq: Math.floor(handed / devices.length), values });
      client.publish(`mingchu/v1/${device}/telemetry`, payload, { qos: 1 }, (error) => {
        if (!error) sent += 1;
      });
    }
    await sleep(tickMs);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  await publish(JSON.parse(process.argv[2] ?? '{}') as LoadOrder);
}
