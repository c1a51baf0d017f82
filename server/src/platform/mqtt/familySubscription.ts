/**
 * Who hears the families of devices at a broker that several ingesters share. Families remember what they heard
 * (names, births, aliases), and brokers hand kept messages to plain subscriptions only: so one process subscribes to
 * all of it, unshared, in its session: the ingester with number 0. The number may come and go with the connection to
 * the database, so it is looked at whenever the connection to the broker begins.
 *
 * States: *leading*, subscribed; *following*, not. A session found again may hold subscriptions of an earlier lead,
 * and mqtt.js brings back its own after a reconnect, so a follower always unsubscribes. Every lead subscribes anew,
 * because that makes the broker send what it has kept, and a process that has just begun remembers nothing.
 */
import type { MqttClient } from 'mqtt';
import type { Logger } from '../log.ts';
import { type FamilyTopics, maxLearned } from './messageSource.ts';

/** Brokers bound the size of a packet: so many filters a request. */
const filtersPerRequest = 50;

export interface Lead {
  /** Exact topics that families have learned; they go with the lead like the filters. */
  learn(topics: readonly string[]): Promise<void>;
}

interface LeadOptions {
  topics: FamilyTopics;
  leads: () => boolean;
  version: 4 | 5;
  log: Logger;
}

/** Call it once the session is connected. */
export function followLead(client: MqttClient, { topics, leads, version, log }: LeadOptions): Lead {
  const learned = new Set<string>();
  // What we send comes back where the broker cannot leave it out (3.1.1): families know their own words.
  const options = { qos: 1 as const, ...(version === 5 && { nl: true }) };
  const follow = async (filters: readonly string[]): Promise<void> => {
    for (let from = 0; from < filters.length; from += filtersPerRequest) {
      const some = filters.slice(from, from + filtersPerRequest);
      if (leads()) await client.subscribeAsync(some, options);
      else await client.unsubscribeAsync(some);
    }
  };
  const followNow = () => {
    follow([...topics.filters, ...learned]).catch((error: unknown) => {
      // The next connection tries again; while one stands, the broker has refused.
      if (client.connected) log.warn({ err: error }, 'families of devices are not heard');
    });
  };
  client.on('connect', followNow);
  followNow();
  return {
    learn: async (wanted) => {
      // What a filter means comes already: many brokers deliver once for each subscription that matches.
      const unheard = wanted.filter((topic) => !learned.has(topic) && !topics.matches(topic));
      const fresh = unheard.slice(0, maxLearned - learned.size);
      for (const topic of fresh) learned.add(topic);
      await follow(fresh);
    },
  };
}
