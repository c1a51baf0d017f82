/** A small district, a broker and intake between them, for the tests of intake. */
import { decodeBatch } from '@mingchu/server/ingest/model/batchCodec';
import { bindDevice } from '@mingchu/server/bindings/bindDevice';
import { openBindingBook, type BindingBook } from '@mingchu/server/bindings/bindingBook';
import { type CalibrationBook, openCalibrationBook } from '@mingchu/server/calibration/calibrationBook';
import { families as catalog } from '@mingchu/server/ingest/families/catalog';
import { familyTopics } from '@mingchu/server/ingest/familyTopics';
import { type Ingest, startIngest } from '@mingchu/server/ingest/startIngest';
import { type Clock, createClock } from '@mingchu/server/platform/clock';
import { connectBroker } from '@mingchu/server/platform/mqtt/brokerClient';
import { startEmbeddedBroker } from '@mingchu/server/platform/mqtt/embeddedBroker';
import type { Broker } from '@mingchu/server/platform/mqtt/messageSource';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import type { RegistryCache } from '@mingchu/server/registry/registryCache';
import type { BindBody } from '@mingchu/shared/bindings';
import type { FaultObservation, Observation } from '@mingchu/shared/observation';
import type { MqttClient } from 'mqtt';
import { recordingLog } from '../harness/log.ts';
import { connectDevice } from '../harness/publishers.ts';
import { testFamily } from '../harness/testFamily.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { silentQueue } from '../harness/silentQueue.ts';

export const shardCount = 4;
/** What is understood: those of the program, and one of the tests. */
export const families = [...catalog, testFamily];
/** Sites s1 … s8, each with a fridge `fridge` and a camera `cam`. */
export const siteIds = Array.from({ length: 8 }, (_, index) => `s${index + 1}`);

export interface IngestWorld {
  db: Database;
  broker: Broker;
  ingest: Ingest;
  device: MqttClient;
  /** What intake knows of sites and devices. */
  registry: RegistryCache;
  book: BindingBook;
  calibrations: CalibrationBook;
  logged: ReturnType<typeof recordingLog>;
  /**
   * What speaks at an address is a device from now on, as intake knows it then: of the tests' family without a mount, and
   * a fridge of the first site under its address, where nothing else is said.
   */
  bind(address: string, said?: Partial<BindBody>): Promise<void>;
  /** Everything that was appended to the log of the rules, shard by shard, in order. */
  observations(): Promise<Observation[]>;
  faults(): Promise<FaultObservation[]>;
  count(table: string): Promise<number>;
  /** Resolves when everything handed over is committed. */
  settled(): Promise<void>;
  /** Ends intake as a stop does, and begins it anew on the same data. */
  restart(): Promise<void>;
  /** Begins intake; after it was ended. */
  begin(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** How devices are asked over HTTP; they are not, when absent. */
  http?: Parameters<typeof startIngest>[0]['http'];
  /** Address of a broker; the embedded one when absent. */
  mqttUrl?: string;
  shareGroup?: string;
  /** It hears the families; with a broker of its own, unless told otherwise. */
  leads?: boolean;
  /** Address of an empty database; a fresh one when absent. */
  url?: string;
  /** The same, by the way that intake takes. */
  intakeUrl?: string;
  /** The time of life when absent. */
  clock?: Clock;
  /** Its own broker takes what a recording says was kept. */
  takesKept?: boolean;
}

export async function openIngestWorld(options: WorldOptions = {}): Promise<IngestWorld> {
  const url = options.url ?? (await createDatabase());
  const db = openDatabase({ url, maxConnections: 4, onError: () => {} });
  await seed(db);
  const logged = recordingLog();
  const { clock = createClock() } = options;
  const intakeDb = openDatabase({
    url: options.intakeUrl ?? url,
    maxConnections: 6,
    onError: () => {},
  });
  const registry = await openRegistryCache({ db, log: logged.log });
  const book = await openBindingBook({ db, log: logged.log, families });
  const calibrations = await openCalibrationBook({ db, log: logged.log });
  const begin = async () => {
    const { log } = logged;
    const broker = options.mqttUrl
      ? await connectBroker({
          url: options.mqttUrl,
          clock,
          log,
          shareGroup: options.shareGroup ?? 'mingchu',
          clientId: () => 'ingest-0',
          families: { topics: familyTopics(families), leads: () => options.leads ?? true },
        })
      : await startEmbeddedBroker({
          port: 0,
          dataDir: '',
          clock,
          log,
          families: familyTopics(families),
          takesKept: options.takesKept ?? false,
        });
    const { source, frames } = broker;
    const ingest = await startIngest({
      db: intakeDb,
      queue: silentQueue,
      clock,
      log,
      registry,
      source,
      frames,
      families,
      book,
      calibrations,
      shardCount,
      ...(options.http && { http: options.http }),
    });
    return { broker, ingest, device: await connectDevice(broker.url) };
  };
  const end = async () => {
    await world.device.endAsync(true);
    await world.ingest.stop();
    await world.broker.stop();
  };
  const world: IngestWorld = {
    db,
    registry,
    book,
    calibrations,
    logged,
    ...(await begin()),
    bind: async (address, said) => {
      await bindDevice({ db, clock }, 'admin', {
        family: 'probe',
        mount: '',
        address,
        siteId: 's1',
        deviceId: address,
        kind: 'fridge',
        name: address,
        zone: 'storage',
        reportPeriodS: 60,
        ...said,
      });
      await Promise.all([registry.renew(), book.renew()]);
    },
    observations: () => observationsIn(db),
    faults: async () =>
      (await observationsIn(db)).filter((one): one is FaultObservation => one.kind === 'fault'),
    count: async (table) => {
      const [row] = await db.query<{ count: number }>(`select count(*) as count from ${table}`);
      return row?.count ?? 0;
    },
    settled: async () => {
      while (world.broker.source.inHand() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    begin: async () => {
      Object.assign(world, await begin());
    },
    restart: async () => {
      await end();
      Object.assign(world, await begin());
    },
    close: async () => {
      await end();
      await book.close();
      await calibrations.close();
      await registry.close();
      await intakeDb.close();
      await db.close();
    },
  };
  return world;
}

export async function observationsIn(db: Database): Promise<Observation[]> {
  const rows = await db.query<{ payload: Buffer }>(
    'select payload from observation_batch order by shard, batch_seq',
  );
  return rows.flatMap((row) => decodeBatch(row.payload));
}

/** Groups, grids, sites and devices. */
export async function seed(db: Database): Promise<void> {
  await db.execute(`insert into supervision_group (id, name) values ('east', '东城组')`);
  await db.execute(`insert into grid (id, group_id, name) values ('g1', 'east', '一号网格')`);
  await db.execute(
    `insert into site (id, grid_id, name, kind, address, lat, lon)
     select id, 'g1', id, 'school', '阳光路', 26.42, 112.85 from unnest($1::text[]) as id`,
    [siteIds],
  );
  await db.execute(
    `insert into device (site_id, id, kind, name, zone, report_period_s)
     select site, kind.id, kind.kind, kind.id, 'storage', 30
     from unnest($1::text[]) as site, (values ('fridge', 'fridge'), ('cam', 'camera')) as kind(id, kind)`,
    [siteIds],
  );
}
