/**
 * The MQTT connections. A gateway carries the devices of one kitchen or, to spare connections, of many; its last
 * will speaks for the gateway of its first kitchen. While a gateway is cut off it keeps what it should have sent,
 * as a real one does, and sends it in order when it is back.
 */
import { type Status, topicOf } from '@mingchu/shared/mqtt';
import mqtt, { type MqttClient } from 'mqtt';
import type { VirtualClock } from '../virtualClock.ts';

export interface Gateway {
  publish(topic: string, payload: string | Buffer, options?: { qos?: 0 | 1; retain?: boolean }): void;
  /** The line is torn: the broker sends the last will. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Messages kept while cut off; the oldest go first when there are more. */
const maxKept = 5000;
/** Unacknowledged messages a connection may have; above it new ones are dropped. */
const maxInFlight = 2000;
const connectTimeoutMs = 10_000;

export interface GatewayOptions {
  broker: string;
  clientId: string;
  siteId: string;
  gatewayId: string;
  clock: VirtualClock;
}

/** Connects; throws when the broker does not answer. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { broker, clientId, siteId, gatewayId, clock } = options;
  const statusTopic = topicOf(siteId, gatewayId, 'status');
  const status = (state: Status['state']) =>
    JSON.stringify({ state, ts: new Date(clock.now()).toISOString() } satisfies Status);
  const client = mqtt.connect(broker, {
    protocolVersion: 4,
    clientId,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 2000,
    queueQoSZero: false,
    will: { topic: statusTopic, payload: Buffer.from(status('offline')), qos: 1, retain: true },
  });
  await firstConnect(client, broker);
  let isCut = false;
  let inFlight = 0;
  const kept: { topic: string; payload: string | Buffer; retain: boolean }[] = [];
  const send = (topic: string, payload: string | Buffer, qos: 0 | 1, retain: boolean) => {
    if (qos === 0 && !client.connected) return;
    if (inFlight >= maxInFlight) return;
    inFlight += 1;
    client.publish(topic, payload, { qos, retain }, () => {
      inFlight -= 1;
    });
  };
  client.on('connect', () => {
    send(statusTopic, status('online'), 1, true);
    for (const { topic, payload, retain } of kept.splice(0)) send(topic, payload, 1, retain);
  });
  send(statusTopic, status('online'), 1, true);
  return {
    publish: (topic, payload, { qos = 1, retain = false } = {}) => {
      if (!isCut) return send(topic, payload, qos, retain);
      if (qos === 0) return;
      kept.push({ topic, payload, retain });
      if (kept.length > maxKept) kept.shift();
    },
    cut: () => {
      isCut = true;
      // Without a DISCONNECT packet, so that the will is sent.
      client.options.reconnectPeriod = 0;
      client.stream.destroy();
    },
    restore: () => {
      isCut = false;
      client.options.reconnectPeriod = 2000;
      client.reconnect();
    },
    close: async () => {
      if (client.connected) send(statusTopic, status('offline'), 1, true);
      await client.endAsync(!client.connected);
    },
  };
}

function firstConnect(client: MqttClient, broker: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('error', onError);
    client.once('connect', () => {
      client.off('error', onError);
      // A broken line mends itself; without a listener it would end the process.
      client.on('error', () => {});
      resolve();
    });
    function onError(error: Error): void {
      client.end(true);
      reject(
        new Error(`cannot reach the broker ${broker}: ${error.message || 'no answer'}`, { cause: error }),
      );
    }
  });
}
