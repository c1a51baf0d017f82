/**
 * Messages of device families: which family a topic belongs to, what it heard, who that is, what it means; then the
 * same lanes as canonical messages. One packet may tell of several devices of several sites: each site's part goes to
 * the lane of its site, and the message is taken once when all parts and its new names in the inbox are committed.
 *
 * Families decode at once, in the order in which packets come, because they remember. An expression of the mapping
 * takes a moment; while one runs, what comes after it from the same family and mount waits behind it, so that the
 * order of each device is kept. Everything that waits here is in hand, and so is bounded by the window.
 */
import { mountPrefix } from '@mingchu/shared/mqtt';
import { type Addressed, createFindFamily, isList } from './families/familyOfTopic.ts';
import type { Errand, Family, Heard, Reading, RememberedName } from './families/family.ts';
import type { BindingBook } from '../bindings/bindingBook.ts';
import type { HeardWriter } from '../bindings/noteHeard.ts';
import type { Logger } from '../platform/log.ts';
import { type IncomingMessage, maxListBytes, type MessageSource } from '../platform/mqtt/messageSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { type DeviceMemories, garbageRate } from './deviceMemories.ts';
import { byDevice } from './heardByDevice.ts';
import { createRepetitions } from './heldRepetitions.ts';
import { deadLetter, type Judged } from './judgeMessage.ts';
import { judgeHeard, isWaiting, type Meaning, meaningOf, settleMeaning } from './judgeHeard.ts';
import type { RefusalReason } from './model/decodeMessage.ts';
import { spend } from './model/tokenBucket.ts';
import { noteOf } from './noteOfHeard.ts';
import { createRefuser } from './refuseHeard.ts';
import { wantedErrands } from './wantedErrands.ts';

export interface FamilyEar {
  /** False when the topic belongs to no family; then nothing was done. */
  hear(message: IncomingMessage, taken: () => void): boolean;
  /** Reads what was fetched for a family as if it had come below this mount; its topic needs no filter. */
  tell(family: Family, mount: string, message: IncomingMessage): void;
  /** Messages that wait for an expression or for the inbox. */
  waiting(): number;
}

export interface FamilyEarDeps {
  families: readonly Family[];
  registry: RegistryCache;
  book: BindingBook;
  memories: DeviceMemories;
  inbox: HeardWriter;
  source: Pick<MessageSource, 'publish' | 'listen' | 'release'>;
  log: Logger;
  /** Does what only a request can: nobody waits for it. */
  run: (family: Family, mount: string, errands: readonly Errand[]) => void;
  /** Puts a part into the lane of its site. */
  commit: (judged: Judged, taken: () => void) => void;
  /** What was heard of names before this process began, by family and mount as `family/mount`. */
  names: ReadonlyMap<string, readonly RememberedName[]>;
}

/** As the largest picture; lists may be longer. */
const maxPacketBytes = 512 * 1024;
/** Devices of which one packet may tell. */
const maxHeard = 5_000;

export function createFamilyEar(deps: FamilyEarDeps): FamilyEar {
  const { registry, book, memories, log } = deps;
  const findFamily = createFindFamily(deps.families);
  const known = new Map<string, unknown>();
  /** By family and mount: the end of what waits there. */
  const chains = new Map<string, Promise<void>>();
  let chained = 0;
  const repetitions = createRepetitions();

  const knownAt = (family: Family, mount: string): unknown => {
    const place = placeKey(family, mount);
    if (!known.has(place)) known.set(place, beginWith(family, deps.names.get(place)));
    return known.get(place);
  };
  const decode = (message: IncomingMessage, { family, mount, topic }: Addressed): Reading => {
    const { payload, retained, receivedAt, username = null } = message;
    try {
      return family.decode({ topic, payload, retained, receivedAt, username }, knownAt(family, mount));
    } catch (error) {
      log.warn({ err: error, family: family.id, topic }, 'family could not read a packet');
      return { problem: 'schema', detail: 'not readable' };
    }
  };
  const refuseHeard = createRefuser(deps);
  const refuse = (
    message: IncomingMessage,
    addressed: Addressed,
    { taken, ...why }: { taken: () => void; reason: RefusalReason; detail?: string | undefined },
  ) => {
    const { family, mount } = addressed;
    const place = placeKey(family, mount);
    const of = (key: string) => memories.of(key, false);
    const memory = of(topicKey(place, message.topic));
    refuseHeard(message, addressed, {
      taken,
      ...why,
      memory,
      letters: of(place),
      known: knownAt(family, mount),
    });
  };
  /** The rest of the message is read: only a copy of it, with how much was left, goes to the dead letters. */
  const tellCut = (
    message: IncomingMessage,
    { place, cut }: { place: string; cut: number },
    taken: () => void,
  ) => {
    memories.counts.refused['too-many'] = (memories.counts.refused['too-many'] ?? 0) + cut;
    if (!memories.keepsLetter(memories.of(place, false), message.receivedAt)) return taken();
    log.warn({ topic: message.topic, cut }, 'more in one message than is read of one');
    const letter = deadLetter(message, 'too-many', `the last ${cut} entries were not read`);
    deps.commit({ message, siteId: '', samples: [], faults: [], letter }, taken);
  };
  const finish = (message: IncomingMessage, meanings: readonly Meaning[], parts: Parts) => {
    for (const judged of judgeHeard(deps, message, meanings)) deps.commit(judged, parts.begin());
    parts.end();
  };
  const inOrder = (place: string, message: IncomingMessage, meanings: Meaning[], parts: Parts) => {
    const before = chains.get(place);
    if (before === undefined && !meanings.some(isWaiting)) return finish(message, meanings, parts);
    chained += 1;
    const settled = Promise.all(meanings.map(settleMeaning));
    const link = (before ?? Promise.resolve())
      .then(() => settled)
      .then((ready) => finish(message, ready, parts))
      .finally(() => {
        chained -= 1;
        if (chains.get(place) === link) chains.delete(place);
      });
    chains.set(place, link);
  };
  /** Unless another family reads them. */
  const release = (mount: string, topics: readonly string[]) => {
    const unread = topics
      .map((topic) => `${prefixOf(mount)}${topic}`)
      .filter((topic) => findFamily(topic, (family, at) => known.get(placeKey(family, at))) === null);
    deps.source
      .release(unread)
      .catch((error: unknown) => log.debug({ err: error }, 'topics of nobody are still heard'));
  };
  const answer = (family: Family, mount: string, reading: Extract<Reading, { heard: Heard[] }>) => {
    const prefix = prefixOf(mount);
    const { heard, errands } = reading;
    if (errands) {
      const isBound = (address: string) => book.find({ family: family.id, mount, address }) !== undefined;
      deps.run(family, mount, wantedErrands({ heard, errands }, book.tableOf(family), isBound));
    }
    if (reading.listen)
      deps.source
        .listen(reading.listen.map((topic) => `${prefix}${topic}`))
        .catch((error: unknown) => log.warn({ err: error }, 'topics that a family wants are not heard'));
    for (const reply of reading.replies ?? [])
      deps.source
        .publish({ ...reply, topic: `${prefix}${reply.topic}` })
        .catch((error: unknown) => log.debug({ err: error, topic: reply.topic }, 'answer to a device lost'));
  };

  const take = (addressed: Addressed, message: IncomingMessage, taken: () => void) => {
    const { family, mount } = addressed;
    const place = placeKey(family, mount);
    const reading = decode(message, addressed);
    if (reading.release) release(mount, reading.release);
    if ('problem' in reading)
      return refuse(message, addressed, { taken, reason: reading.problem, detail: reading.detail });
    const cut = (reading.cut ?? 0) + Math.max(0, reading.heard.length - maxHeard);
    if (reading.heard.length === 0 && cut === 0) {
      answer(family, mount, reading);
      // What says nothing may say again what is not committed yet.
      return repetitions.after(place, taken);
    }
    const done = repetitions.begin(place);
    const parts = countParts(() => {
      taken();
      done();
    });
    if (cut > 0) tellCut(message, { place, cut }, parts.begin());
    const meanings: Meaning[] = [];
    for (const [address, heard] of byDevice(reading.heard.slice(0, maxHeard))) {
      const at = { family: family.id, mount, address };
      const bound = book.find(at);
      deps.inbox.note(noteOf(at, heard, message), bound !== undefined, parts.begin());
      if (bound && registry.devices.has(deviceKey(bound.siteId, bound.deviceId)))
        meanings.push(meaningOf(bound, heard, book.tableOf(family)));
    }
    answer(family, mount, reading);
    inOrder(place, message, meanings, parts);
  };

  return {
    waiting: () => chained + deps.inbox.waiting(),
    tell: (family, mount, message) => take({ family, mount, topic: message.topic }, message, () => {}),
    hear: (message, taken) => {
      const found = findFamily(message.topic, (family, mount) => known.get(placeKey(family, mount)));
      if (!found) return false;
      const { family, mount } = found;
      if (mount !== '' && !registry.sites.has(mount)) {
        refuse(message, { ...found, mount: '' }, { taken, reason: 'unknown-site' });
        return true;
      }
      const place = placeKey(family, mount);
      if (repetitions.isKnown(message)) {
        repetitions.after(place, taken);
        return true;
      }
      const { receivedAt, payload, topic } = message;
      const { garbage } = memories.of(topicKey(place, topic), false);
      const isFlood = !spend(garbage, garbageRate, { now: receivedAt, tokens: 0 });
      const maxBytes = isList(family, found.topic) ? maxListBytes : maxPacketBytes;
      if (isFlood || payload.length > maxBytes) {
        refuse(message, found, { taken, reason: isFlood ? 'too-many' : 'too-large' });
        return true;
      }
      take(found, message, taken);
      return true;
    },
  };
}

function beginWith(family: Family, names: readonly RememberedName[] = []): unknown {
  const known = family.begin();
  family.recall?.(names, known);
  return known;
}

const prefixOf = (mount: string) => (mount === '' ? '' : `${mountPrefix}/${mount}/`);

const placeKey = (family: Family, mount: string) => `${family.id}/${mount}`;

/** By topic, so that one device that sends garbage does not silence the others of its family. */
const topicKey = (place: string, topic: string) => `${place} ${topic.slice(0, 200)}`;

interface Parts {
  /** One part more; the answer is called when it is committed. */
  begin(): () => void;
  /** No part follows. */
  end(): void;
}

/** Calls `taken` once, when all parts are committed. */
function countParts(taken: () => void): Parts {
  let open = 1;
  const end = () => {
    open -= 1;
    if (open === 0) taken();
  };
  return {
    begin: () => {
      open += 1;
      return end;
    },
    end,
  };
}
