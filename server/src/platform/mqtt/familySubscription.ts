/**
 * Who hears the families of devices at a broker that several ingesters share. Families remember what they heard
 * (names, births, aliases), and brokers hand kept messages to plain subscriptions only: so one process subscribes to
 * all of it, unshared, in its session: the ingester with number 0. The number may come and go with the connection to
 * the database, so it is looked at whenever the connection to the broker begins.
 *
 * States: *leading*, subscribed; *following*, not. A session found again may hold subscriptions of an earlier lead,
 * and mqtt.js brings back its own after a reconnect, so a follower always unsubscribes. Every lead subscribes anew,
 * because that makes the broker send what it has kept, and a process that has just begun remembers nothing. The lead
 * also says that it is there, and leaves a will that says that it is not: a will belongs to a connection, so it is made
 * before each. The next lead takes over the session, and with it the broker tells the old will before the new word.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createLearnedTopics } from './learnedTopics.ts';
import type { FamilyTopics, OutgoingMessage, Presence } from './messageSource.ts';

/** Brokers bound the size of a packet: so many filters a request. */
const filtersPerRequest = 50;

/** How long a leave waits for the broker to have the last word, real ms. */
const lastWordMs = 500;

export interface Lead {
  /** Makes the will of the next connection; call it before each. */
  beforeConnect(): void;
  /** To be called once the session is connected. */
  follow(): void;
  /** Says that nobody is there any more, where this process said the contrary. */
  leave(): Promise<void>;
  /** Exact topics that families have learned; they go with the lead like the filters. */
  learn(topics: readonly string[]): Promise<void>;
  /** Of those, the ones that they read no more. */
  release(topics: readonly string[]): Promise<void>;
}

export interface LeadOptions {
  topics: FamilyTopics;
  leads: () => boolean;
  presence?: Presence;
}

interface Connected {
  version: 4 | 5;
  clock: Clock;
  log: Logger;
}

/** The lead of a session that is not connected yet. */
export function createLead(
  client: MqttClient,
  { topics, leads, presence }: LeadOptions,
  { version, clock, log }: Connected,
): Lead {
  let words: { here: OutgoingMessage; gone: OutgoingMessage } | undefined;
  const learned = createLearnedTopics(log);
  // What we send comes back where the broker cannot leave it out (3.1.1): families know their own words.
  const options = { qos: 1 as const, ...(version === 5 && { nl: true }) };
  const follow = async (filters: readonly string[]): Promise<void> => {
    for (let from = 0; from < filters.length; from += filtersPerRequest) {
      const some = filters.slice(from, from + filtersPerRequest);
      if (leads()) await client.subscribeAsync(some, options);
      else await client.unsubscribeAsync(some);
    }
  };
  const drop = async (filters: readonly string[]): Promise<void> => {
    for (let from = 0; from < filters.length; from += filtersPerRequest)
      await client.unsubscribeAsync(filters.slice(from, from + filtersPerRequest));
  };
  const say = ({ topic, payload, ...how }: OutgoingMessage) => client.publishAsync(topic, payload, how);
  const followNow = async () => {
    await follow([...topics.filters, ...learned.all()]);
    // It is said only with a will behind it.
    if (words && leads()) await say(words.here);
  };
  const followOrTell = () => {
    followNow().catch((error: unknown) => {
      // The next connection tries again; while one stands, the broker has refused.
      if (client.connected) log.warn({ err: error }, 'families of devices are not heard');
    });
  };
  return {
    beforeConnect: () => {
      words = leads() ? presence?.(clock.now()) : undefined;
      if (words) client.options.will = { ...words.gone, payload: Buffer.from(words.gone.payload) };
      else delete client.options.will;
    },
    follow: () => {
      client.on('connect', followOrTell);
      followOrTell();
    },
    leave: async () => {
      if (!words || !client.connected) return;
      await Promise.race([say(words.gone).catch(() => {}), sleep(lastWordMs)]);
    },
    release: async (topics) => drop(learned.release(topics)),
    learn: async (wanted) => {
      // What a filter means comes already: many brokers deliver once for each subscription that matches.
      const { fresh, gone } = learned.learn(wanted.filter((topic) => !topics.matches(topic)));
      await drop(gone);
      await follow(fresh);
    },
  };
}
