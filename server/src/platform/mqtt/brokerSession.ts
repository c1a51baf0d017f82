/**
 * Acknowledging apart from handling, on one mqtt.js client. mqtt.js handles one message at a time and sends PUBACK
 * when the handler calls back, which would mean one commit per message. So every PUBACK of its own is swallowed, the
 * handler is called back at once, and PUBACK is written here when intake says that the message is safe.
 *
 * True at any time: a PUBACK goes out at most once per delivery, after `taken`, and only on the connection that
 * delivered the message. After a reconnect the broker delivers again what was not acknowledged, and its message ids
 * belong to the new connection.
 */
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { Clock } from '../clock.ts';
import { type BrokerSilence, watchSilence } from './brokerSilence.ts';
import type { IntakeWindow } from './intakeWindow.ts';
import type { MessageHandler } from './messageSource.ts';

/** The part of mqtt.js that writes packets; private there, stable since version 4. */
interface PacketWriter {
  _sendPacket(packet: { cmd: string }, done?: () => void, ...rest: unknown[]): void;
}

export interface SessionOptions {
  handler: MessageHandler;
  window: IntakeWindow;
  clock: Clock;
}

/** Hands every message of this client to `handler`; call it before the client connects. */
export function takeMessages(
  client: MqttClient,
  { handler, window, clock }: SessionOptions,
): { silence: BrokerSilence } {
  const writer = client as unknown as PacketWriter;
  const send = writer._sendPacket.bind(client);
  writer._sendPacket = (packet, done, ...rest) => {
    if (packet.cmd === 'puback') done?.();
    else send(packet, done, ...rest);
  };
  const acknowledge = createAcknowledger(client);
  let unread = 0;
  const silence = watchSilence(client, () => unread > 0);
  client.handleMessage = (packet: IPublishPacket, next) => {
    const { topic, messageId, retain: retained, dup } = packet;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    // mqtt.js makes a new stream for each connection.
    const connection = client.stream;
    let isTaken = false;
    window.enter(payload.length);
    const packetId =
      messageId === undefined ? {} : { packetId: String(messageId), ...(dup && { again: true as const }) };
    handler({ topic, payload, retained, receivedAt: clock.now(), ...packetId }, () => {
      if (isTaken) return;
      isTaken = true;
      window.leave(payload.length);
      // At QoS 0 there is nothing to acknowledge.
      if (messageId !== undefined) acknowledge(connection, messageId);
    });
    if (window.hasRoom()) {
      next();
      return;
    }
    unread += 1;
    window.whenRoom(() => {
      unread -= 1;
      next();
    });
  };
  return { silence };
}

/** From now on messages are let go unanswered: the broker keeps them for the next connection of this session. */
export function leaveMessages(client: MqttClient): void {
  client.handleMessage = (_packet, next) => next();
}

const pubackType = 0x40;

/** Acknowledgements of one turn leave in one write: a batch has thousands. */
function createAcknowledger(client: MqttClient): (connection: object, messageId: number) => void {
  let pending: number[] = [];
  let pendingOn: object | undefined;
  const flush = () => {
    const ids = pending;
    pending = [];
    // A connection that has ended takes nothing; its successor is no business of these ids.
    if (ids.length === 0 || pendingOn !== client.stream || !client.connected) return;
    const packets = Buffer.allocUnsafe(ids.length * 4);
    let offset = 0;
    for (const id of ids) {
      // Length 2: in MQTT 5 as well, where it stands for "success" without properties (§3.4.2.1).
      packets[offset] = pubackType;
      packets[offset + 1] = 2;
      packets.writeUInt16BE(id, offset + 2);
      offset += 4;
    }
    client.stream.write(packets);
  };
  return (connection, messageId) => {
    if (connection !== client.stream) return;
    if (connection !== pendingOn) {
      pendingOn = connection;
      pending = [];
    }
    pending.push(messageId);
    if (pending.length === 1) setImmediate(flush);
  };
}
