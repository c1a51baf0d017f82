/** What Home Assistant's discovery has announced: by configuration, by topic and by device, each within bounds. */
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Entity } from './readConfig.ts';

const maxEntities = 5000;
/** Entities that read one topic: a device with one state message and many values. */
const maxReaders = 100;

export interface KnownDevice {
  entities: Set<string>;
  /** True when it was told of: only one that we have heard is. */
  introduced: boolean;
  /** What each of its availability topics said last. */
  states: Map<string, 'online' | 'offline'>;
}

export interface Known {
  /** Whether devices were asked to announce themselves again. */
  greeted: boolean;
  /** Topic of the configuration → names of its entities. */
  configs: BoundedMap<string[]>;
  entities: BoundedMap<Entity>;
  /** Topic of a state or availability → names of the entities that read it. */
  readers: BoundedMap<Set<string>>;
  devices: BoundedMap<KnownDevice>;
}

export function beginEntities(): Known {
  return {
    greeted: false,
    configs: new BoundedMap(maxEntities),
    entities: new BoundedMap(maxEntities),
    readers: new BoundedMap(maxEntities),
    devices: new BoundedMap(maxEntities),
  };
}

const topicsOf = (entity: Entity): string[] => [
  entity.topic,
  ...entity.availability.map(({ topic }) => topic),
];

/** Takes the place of what the same configuration announced before; the topics that are new to us. */
export function announce(config: string, entities: readonly Entity[], known: Known): string[] {
  const fresh = new Set<string>();
  known.configs.set(
    config,
    entities.map(({ name }) => name),
  );
  for (const entity of entities) {
    const id = `${config}#${entity.name}`;
    known.entities.set(id, entity);
    const device = known.devices.get(entity.device) ?? {
      entities: new Set(),
      introduced: false,
      states: new Map(),
    };
    if (device.entities.size < maxReaders) device.entities.add(id);
    known.devices.set(entity.device, device);
    for (const topic of topicsOf(entity)) {
      const readers = known.readers.get(topic);
      if (!readers) fresh.add(topic);
      if (!readers || readers.size < maxReaders) known.readers.set(topic, (readers ?? new Set()).add(id));
    }
  }
  return [...fresh];
}

/** Forgets what a configuration announced; the devices that have nothing left, and the topics that nobody reads now. */
export function withdraw(config: string, known: Known): { left: string[]; unread: string[] } {
  const left: string[] = [];
  const unread: string[] = [];
  for (const name of known.configs.get(config) ?? []) {
    const id = `${config}#${name}`;
    const entity = known.entities.get(id);
    known.entities.delete(id);
    if (!entity) continue;
    for (const topic of topicsOf(entity)) {
      const readers = known.readers.get(topic);
      readers?.delete(id);
      if (readers?.size !== 0) continue;
      known.readers.delete(topic);
      unread.push(topic);
    }
    const device = known.devices.get(entity.device);
    device?.entities.delete(id);
    if (device?.entities.size !== 0) continue;
    known.devices.delete(entity.device);
    if (device.introduced) left.push(entity.device);
  }
  known.configs.delete(config);
  return { left, unread };
}

/** Who reads a topic. */
export function readersOf(topic: string, known: Known): Entity[] {
  return [...(known.readers.get(topic) ?? [])].flatMap((id) => known.entities.get(id) ?? []);
}
