/** What Frigate is asked over HTTP, against a server that answers as it does. */
import type { Heard } from '@mingchu/server/ingest/families/family';
import { config, listedEvent, listedReview } from '@mingchu/server/ingest/families/fixtures/frigate';
import { frigate } from '@mingchu/server/ingest/families/frigate/frigate';
import { type AskFrigate, createAskFrigate } from '@mingchu/server/ingest/frigate/askFrigate';
import { keepObjectPicture } from '@mingchu/server/ingest/frigate/evidenceStore';
import { createUpstream } from '@mingchu/server/pictures/upstream';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, type CameraServer, startCameraServer } from '../harness/cameraServer.ts';
import { recordingLog } from '../harness/log.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const now = Date.UTC(2026, 10, 23, 3);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]);
const picture = { device: 'prep', kind: 'snapshot', id: 'rat 1' } as const;
const gap = { device: '@instance', kind: 'reconcile', after: now - 600_000, before: now } as const;

describe('errands of Frigate', () => {
  const database = testDatabase();
  let server: CameraServer;
  let asking: AskFrigate;
  let heard: Heard[];
  let address: string | undefined;
  let kept: string[];
  let isWanted: boolean;
  let logged: ReturnType<typeof recordingLog>;

  beforeEach(async () => {
    server = await startCameraServer();
    [heard, kept, address, logged] = [[], [], `${server.url}/frigate/`, recordingLog()];
    isWanted = true;
    const known = frigate.begin();
    const upstream = createUpstream({ silenceMs: 1_000, maxUnderWay: 4 });
    asking = createAskFrigate({
      addressOf: async () =>
        address === undefined
          ? undefined
          : { kind: 'snapshot', url: new URL(address), credentials: 'mingchu:word' },
      ask: upstream.ask,
      tell: (_mount, message) => {
        const packet = { ...message, retained: false, receivedAt: now, username: null };
        const reading = frigate.decode(packet, known);
        if ('problem' in reading) throw new Error(`${message.topic}: ${reading.problem}`);
        heard.push(...reading.heard);
      },
      wantsPicture: async () => isWanted,
      keepPicture: async ({ camera, objectId, jpeg: bytes }) => {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const at = { siteId: 's1', deviceId: camera, trackId: objectId, sha256, at: now, jpeg: bytes };
        const count = await database.db.transaction((tx) => keepObjectPicture(tx, at));
        if (count > 0) kept.push(sha256);
        return count > 0;
      },
      log: logged.log,
      pausesMs: [5, 5],
    });
  });
  afterEach(async () => {
    asking.stop();
    await server.close();
  });

  const json = (answers: Record<string, unknown>) =>
    server.answers(({ path }: Asked, response) => {
      const answer = answers[path.split('?')[0] ?? ''];
      if (answer === undefined) return response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  const outcomes = () =>
    heard.flatMap((one) =>
      one.kind === 'values' ? one.values.flatMap(({ name, value }) => (name === 'http' ? [value] : [])) : [],
    );
  const paths = () => server.asked.map(({ path }) => path);
  const run = async (...errands: Parameters<AskFrigate['run']>[1]) => {
    asking.run('s1', errands);
    await asking.idle();
  };

  it('[DF75] what was missed is asked for, and told as the family tells it', async () => {
    json({
      '/frigate/api/config': { mqtt: { password: 'secret' }, ...config },
      '/frigate/api/events': [listedEvent('rat-obj', 0.95)],
      '/frigate/api/review': [listedReview('rat', new Date(now - 60_000).toISOString(), null)],
    });
    await run(gap);
    const [configured, events, reviews] = paths();
    expect(configured).toBe('/frigate/api/config');
    const bounds = `after=${(now - 600_000) / 1000}.000&before=${now / 1000}.000`;
    for (const path of [events, reviews]) expect(path).toContain(bounds);
    expect(server.asked[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('mingchu:word').toString('base64')}`,
    );
    expect(heard).toContainEqual(
      expect.objectContaining({ kind: 'finding', label: 'rat', device: 'prep', confidence: 0.95 }),
    );
    expect(outcomes()).toEqual(['answers']);
  });

  it('[DF75] a Frigate without reviews is asked for the rest', async () => {
    json({ '/frigate/api/config': config, '/frigate/api/events': [] });
    await run(gap);
    expect(outcomes()).toEqual(['answers']);
  });

  it('[DF75] a long gap is asked for in pieces, back to its beginning', async () => {
    const reviews = Array.from({ length: 250 }, (_, nth) =>
      listedReview(`rat-${nth}`, now / 1000 - 1 - nth, now / 1000 - nth),
    );
    server.answers(({ path }, response) => {
      const { pathname, searchParams } = new URL(path, 'http://frigate');
      const before = Number(searchParams.get('before'));
      const page = reviews.filter(({ start_time: start }) => Number(start) < before).slice(0, 100);
      const body = pathname.endsWith('config') ? config : pathname.endsWith('review') ? page : [];
      response.writeHead(200).end(JSON.stringify(body));
    });
    await run(gap);
    const asked = paths().filter((path) => path.includes('/review'));
    expect(asked).toHaveLength(3);
    for (const path of asked) expect(path).toContain('severity=alert');
    const told = heard.flatMap((one) => (one.kind === 'finding' ? [one.id] : []));
    expect(new Set(told).size).toBe(250);
  });

  it('[DF76] without an address nothing is asked, and the inbox says so once', async () => {
    address = undefined;
    await run(gap, picture);
    expect(paths()).toEqual([]);
    expect(outcomes()).toEqual(['no-address']);
  });

  it('[DF76] one that is not there yet is asked again, and then let be', async () => {
    let isUp = false;
    server.answers(({ path }, response) => {
      if (!isUp) return response.writeHead(502).end();
      if (path.includes('config')) return response.writeHead(200).end(JSON.stringify(config));
      return response.writeHead(200).end('[]');
    });
    await run(gap);
    expect(paths()).toEqual(Array.from({ length: 3 }, () => '/frigate/api/config'));
    isUp = true;
    await run(gap);
    expect(outcomes()).toEqual(['answers']);
  });

  it.each<[string, number | null, string]>([
    ['refuses us', 401, 'refuses'],
    ['does not answer in time', null, 'unreachable'],
  ])('[DF76] the inbox says that one %s', async (_name, status, outcome) => {
    server.answers((_asked, response) => {
      if (status !== null) response.writeHead(status).end();
    });
    await run(gap);
    expect(outcomes()).toEqual([outcome]);
  });

  it('[DF76] one errand that fails holds up no other', async () => {
    server.answers(({ path }, response) => {
      if (path.endsWith('.jpg')) return response.writeHead(404).end();
      response.writeHead(200).end(path.includes('config') ? JSON.stringify(config) : '[]');
    });
    await run(picture, gap);
    const order = paths().map((path) => path.split('?')[0]?.replace('/frigate/api/', ''));
    expect(order.slice(0, 4)).toEqual(['events/rat%201/snapshot.jpg', 'config', 'events', 'review']);
    expect(order).toHaveLength(6);
  });

  it('[DF76] no more than 100 errands of one Frigate wait', async () => {
    server.answers((_asked, response) => response.writeHead(401).end());
    await run(...Array.from({ length: 130 }, () => picture));
    expect(paths()).toHaveLength(300);
  });

  describe('pictures', () => {
    const detect = (id: string) =>
      database.db.query(
        `insert into detection (time, site_id, device_id, id, type, confidence, zone, track_id, received_at)
         values ($1, 's1', 'prep', $2, 'rodent', 0.9, '', 'rat 1', $1)`,
        [new Date(now), id],
      );
    const evidence = () =>
      database.db.query<{ sha256: string | null }>(
        'select frame_sha256 as sha256 from detection order by id',
      );

    it('[DF77] of an alert are kept with the detections of its object, once these are there', async () => {
      let asked = 0;
      server.answers((_asked, response) => {
        asked += 1;
        if (asked === 1) return response.writeHead(404).end();
        void Promise.all(asked === 2 ? [detect('a'), detect('b')] : []).then(() =>
          response.writeHead(200).end(jpeg),
        );
      });
      await run(picture);
      expect(paths()[0]).toBe('/frigate/api/events/rat%201/snapshot.jpg');
      expect(kept).toHaveLength(1);
      expect((await evidence()).map(({ sha256 }) => sha256)).toEqual([kept[0], kept[0]]);
      expect(await database.db.query('select jpeg from frame')).toEqual([{ jpeg }]);
    });

    it('[DF77] of what is no detection here are not fetched', async () => {
      isWanted = false;
      await run(picture);
      expect(paths()).toEqual([]);
    });

    it('[DF77] that are none, or too large, are not kept', async () => {
      for (const body of [Buffer.from('<html>'), Buffer.alloc(600_000, 0xff)]) {
        server.answers((_asked, response) => response.writeHead(200).end(body));
        await run(picture);
      }
      expect(kept).toEqual([]);
    });
  });
});
