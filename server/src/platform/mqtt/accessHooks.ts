/** Carries the decisions of `brokerAccess.ts` out on aedes: one connection of it is one of theirs. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AedesPublishPacket, AuthenticateError, Client, PublishPacket, Subscription } from 'aedes';
import type { BrokerAccess, Connection, RefusedSignIn } from './brokerAccess.ts';
import { namesOf } from './certificateNames.ts';
import type { ConnectionGate } from './connectionGate.ts';

/** What aedes knows of a CONNECT. */
interface ConnectPacket {
  clientId: string;
  username?: string;
  password?: Buffer;
}

export interface AccessHooks {
  /** Decides who it is; a client id counts within its site, so that no site can throw out the devices of another. */
  meet(client: Client, packet: ConnectPacket): void;
  /** Lets it in, or answers CONNACK when its delay is over. */
  authenticate(
    client: Client,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void;
  /** Moves the message to where it goes; false: it is acknowledged and goes nowhere. */
  publish(client: Client, packet: PublishPacket): boolean;
  /** The subscription to make; null answers 0x80. */
  subscribe(client: Client, subscription: Subscription): Subscription | null;
  /** Also ends the subscriptions that stand for these. */
  unsubscribed(client: Client, filters: string[]): void;
  /** Name that the connection gave; of an anonymous one nobody has checked it. */
  usernameOf(client: Client): string | null;
  forward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null;
  stop(): void;
}

/** Where nobody listens. */
const droppedTopic = '$mingchu/dropped';
const notAuthorized = 5;
const unavailable = 3;
const busy: readonly RefusedSignIn[] = ['too-many-connections', 'connects-too-often'];

export function createAccessHooks(
  access: BrokerAccess,
  gateOf: (socket: object) => ConnectionGate | undefined,
): AccessHooks {
  // Kept as long as aedes knows the client: its last will comes some time after its end.
  const connections = new WeakMap<Client, Connection>();
  const open = new Map<Client, Connection>();
  const stopFollowing = access.onChanged(() => {
    for (const [client, connection] of open) if (!access.stillGood(connection)) client.close();
  });
  return {
    stop: stopFollowing,
    meet: (client, packet) => {
      const socket = client.conn as Socket;
      const connection = access.greet({
        username: packet.username,
        password: packet.password,
        address: socket.remoteAddress,
        certified: socket instanceof TLSSocket ? namesOf(socket) : [],
      });
      connections.set(client, connection);
      open.set(client, connection);
      const end = () => {
        open.delete(client);
        access.gone(connection);
      };
      if (socket.closed) end();
      else socket.once('close', end);
      if (connection.siteId !== null && packet.clientId !== '')
        packet.clientId = `${connection.siteId}/${packet.clientId}`;
      const rate = access.rateOf(connection);
      if (rate) gateOf(socket)?.shareRate(rate);
    },
    authenticate: (client, done) => {
      const { addresses } = access;
      const { remoteAddress, remotePort } = client.conn as Socket;
      const refused = connections.get(client)?.refused ?? null;
      if (refused === null) {
        addresses.settled(remoteAddress, remotePort);
        return done(null, true);
      }
      const returnCode = busy.includes(refused) ? unavailable : notAuthorized;
      const error = Object.assign(new Error(refused), { returnCode });
      if (returnCode === unavailable) return done(error, false);
      const delayMs = addresses.delayFailure(remoteAddress);
      if (delayMs === null) return done(error, false);
      setTimeout(() => {
        addresses.released();
        done(error, false);
      }, delayMs).unref();
    },
    publish: (client, packet) => {
      const connection = connections.get(client);
      const topic = connection ? access.publish(connection, packet.topic) : null;
      packet.topic = topic ?? droppedTopic;
      if (topic !== null) return true;
      packet.payload = '';
      packet.retain = false;
      return false;
    },
    subscribe: (client, subscription) => {
      const connection = connections.get(client);
      const topic = connection ? access.subscribe(connection, subscription.topic) : null;
      return topic === null ? null : Object.assign(subscription, { topic });
    },
    unsubscribed: (client, filters) => {
      const connection = connections.get(client);
      if (!connection || client.closed) return;
      const others = filters.flatMap((filter) => {
        const topic = access.standsFor(connection, filter);
        return topic === null || topic === filter ? [] : [topic];
      });
      if (others.length > 0) client.unsubscribe({ cmd: 'unsubscribe', unsubscriptions: others }, () => {});
    },
    usernameOf: (client) => connections.get(client)?.username ?? null,
    forward: (client, packet) => {
      if (packet.topic === droppedTopic) return null;
      const connection = connections.get(client);
      const topic = connection ? access.heardAs(connection, packet.topic) : packet.topic;
      return topic === packet.topic ? packet : { ...packet, topic };
    },
  };
}
