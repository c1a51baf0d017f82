/**
 * Notices a broker that keeps its connection and says nothing: it stands still, or the way to it is dead. mqtt.js asks
 * (PINGREQ) `keepaliveS` after the last answer, and half of that later ends a connection whose answer has not come. Its
 * answer is not the only sign of life, though, and may only be held up: behind what the broker sends first, and behind
 * messages that we leave unread while intake is full. So who sends anything, or is not read, is asked again instead.
 */
import type { MqttClient } from 'mqtt';

/** A broker that stands still is noticed 5 to 15 s later, by what it was asked last. */
export const keepaliveS = 10;

export interface BrokerSilence {
  /** For how long the broker had said nothing when its connection was ended for that, real ms until now; else 0. */
  forMs(): number;
}

/** @param isHeldUp whether we leave unread what this client is sent */
export function watchSilence(client: MqttClient, isHeldUp: () => boolean = () => false): BrokerSilence {
  let heardAtMs = performance.now();
  let heardBytes = 0;
  let isEnded = false;
  // A long message is heard before it is whole. Streams of WebSockets do not say.
  const bytesRead = () => (client.stream as { bytesRead?: number }).bytesRead ?? 0;
  const hear = () => {
    heardAtMs = performance.now();
    heardBytes = bytesRead();
  };
  client.on('packetreceive', hear);
  client.on('connect', () => {
    isEnded = false;
  });
  const end = client.onKeepaliveTimeout.bind(client);
  // mqtt.js asks this every half `keepaliveS` as long as the answer has not come.
  client.onKeepaliveTimeout = () => {
    const { stream } = client;
    // A process that stood still first reads what has come meanwhile.
    setImmediate(() => {
      if (client.stream !== stream || !client.connected) return;
      if (isHeldUp() || bytesRead() !== heardBytes) hear();
      if (performance.now() - heardAtMs < (client.keepalive * 1_000) / 2) {
        client.sendPing();
        return;
      }
      isEnded = true;
      end();
    });
  };
  return { forMs: () => (isEnded ? performance.now() - heardAtMs : 0) };
}
