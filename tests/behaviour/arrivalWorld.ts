/** What the tests of arrivals stand on, beside the timeline: proofs, pictures, codes. */
import { createHash } from 'node:crypto';
import { type ActOutcome, type ActRequest, performAct } from '@mingchu/server/dispatch/actOnDispatch';
import { doorCodeAt, makeDoorCode } from '@mingchu/server/dispatch/doorCodes';
import { cleanJpeg } from '@mingchu/server/dispatch/jpegPhoto';
import { insertPhoto } from '@mingchu/server/dispatch/photoStore';
import { stepAt, totpCode } from '@mingchu/server/dispatch/totp';
import type { Database } from '@mingchu/server/platform/postgres/database';
import { addInspector, type DispatchWorld, inspectorSession } from '../harness/dispatchWorld.ts';
import { accept, type Timeline } from './dispatchTimeline.ts';

/** The site of the district, and a place this far north of it. */
export const atDoor = { lat: 26.42, lon: 112.85, accuracyM: 20 };
export function northOfDoor(northM: number, accuracyM = 20) {
  return { ...atDoor, lat: atDoor.lat + northM / 111_195, accuracyM };
}

export type Given = Pick<ActRequest, 'proofs' | 'timing'> & {
  position?: NonNullable<ActRequest['position']>;
};

/** He gives proofs, without saying that he is there. */
export function prove(
  world: DispatchWorld,
  dispatchId: string,
  given: Given,
  who = 'near',
): Promise<ActOutcome> {
  const { position = null, ...rest } = given;
  return world.deps.db.transaction((tx) =>
    performAct(tx, world.deps, {
      dispatchId,
      input: { act: 'arrive', detail: {} },
      version: null,
      position,
      person: inspectorSession(who),
      proofsOnly: true,
      ...rest,
    }),
  );
}

/** An order that `near` has accepted, with this many proofs needed. */
export async function acceptedOrder(timeline: Timeline, needed: number): Promise<string> {
  const { world, openOne, act } = timeline;
  world.deps.policy = { ...world.deps.policy, arrivalProofsNeeded: needed };
  await addInspector(world, { id: 'near', northM: 400 });
  const id = await openOne();
  await act(id, accept, inspectorSession('near'));
  return id;
}

/** A secret for the door, with codes of this many seconds. */
export async function addDoor({ deps }: DispatchWorld, stepS = 30): Promise<void> {
  await deps.db.transaction((tx) =>
    makeDoorCode(tx, { siteId: 's1', stepS, actor: 'chief', reason: 'test', now: deps.clock.date() }),
  );
}

/** What the door shows at a time. */
export async function codeAtDoor({ deps }: DispatchWorld, ms = deps.clock.now()): Promise<string> {
  const door = await doorCodeAt(deps.db, 's1', new Date(ms));
  if (door === null) throw new Error('the door shows no code');
  return totpCode(door.secret, stepAt(ms, door.stepS));
}

/** Stores a picture of the order as its upload does; answers its hash. */
export async function addPhoto(
  { deps }: DispatchWorld,
  dispatchId: string,
  jpeg: Buffer,
  who = 'near',
): Promise<string> {
  const clean = cleanJpeg(jpeg);
  if (clean === null) throw new Error('no JPEG');
  const sha256 = createHash('sha256').update(clean.jpeg).digest('hex');
  await deps.db.transaction((tx) =>
    insertPhoto(tx, {
      dispatchId,
      sha256,
      inspectorId: who,
      purpose: 'arrival',
      receivedAt: deps.clock.date(),
      deviceTime: null,
      exif: clean.exif,
      jpeg: clean.jpeg,
    }),
  );
  return sha256;
}

/** A whole JPEG by its segments; `mark` makes its content its own, `exif` is the body of an EXIF segment. */
export function testJpeg(mark: string, exif?: Buffer): Buffer {
  const segment = (marker: number, body: Buffer) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  };
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex')),
    ...(exif === undefined ? [] : [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]))]),
    segment(0xfe, Buffer.from('a comment of the phone')),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, Buffer.from([8, 0, 240, 1, 64, 1, 1, 0x11, 0])),
    segment(0xc4, Buffer.alloc(29, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from(mark, 'latin1'),
    Buffer.from([0xff, 0x00, 0x12, 0xff, 0xd9]),
    Buffer.from('behind the end'),
  ]);
}

/** EXIF with a place, a time in the district's own zone and a direction. */
export function testExif(facts: { lat: number; lon: number; takenAt: string; orientation: number }): Buffer {
  const ascii = (text: string) => Buffer.from(`${text}\0`, 'latin1');
  const dms = (degrees: number) => {
    const values = Buffer.alloc(24);
    const seconds = Math.abs(degrees) * 3600;
    const parts = [
      Math.floor(seconds / 3600),
      Math.floor((seconds % 3600) / 60),
      Math.round((seconds % 60) * 1000),
    ];
    parts.forEach((part, index) => {
      values.writeUInt32LE(part, index * 8);
      values.writeUInt32LE(index === 2 ? 1000 : 1, index * 8 + 4);
    });
    return values;
  };
  type Entry = { tag: number; type: number; count: number; value: Buffer | number };
  const directory = (at: number, entries: Entry[]): Buffer => {
    const table = Buffer.alloc(2 + entries.length * 12 + 4);
    table.writeUInt16LE(entries.length, 0);
    const behind: Buffer[] = [];
    let offset = at + table.length;
    entries.forEach(({ tag, type, count, value }, index) => {
      const place = 2 + index * 12;
      table.writeUInt16LE(tag, place);
      table.writeUInt16LE(type, place + 2);
      table.writeUInt32LE(count, place + 4);
      if (typeof value === 'number')
        return void (type === 3
          ? table.writeUInt16LE(value, place + 8)
          : table.writeUInt32LE(value, place + 8));
      if (value.length <= 4) return void value.copy(table, place + 8);
      table.writeUInt32LE(offset, place + 8);
      behind.push(value);
      offset += value.length;
    });
    return Buffer.concat([table, ...behind]);
  };
  const first = (exifAt: number, gpsAt: number) =>
    directory(8, [
      { tag: 0x0112, type: 3, count: 1, value: facts.orientation },
      { tag: 0x8769, type: 4, count: 1, value: exifAt },
      { tag: 0x8825, type: 4, count: 1, value: gpsAt },
    ]);
  const exifAt = 8 + first(0, 0).length;
  const exif = directory(exifAt, [{ tag: 0x9003, type: 2, count: 20, value: ascii(facts.takenAt) }]);
  const gpsAt = exifAt + exif.length;
  const gps = directory(gpsAt, [
    { tag: 1, type: 2, count: 2, value: ascii(facts.lat < 0 ? 'S' : 'N') },
    { tag: 2, type: 5, count: 3, value: dms(facts.lat) },
    { tag: 3, type: 2, count: 2, value: ascii(facts.lon < 0 ? 'W' : 'E') },
    { tag: 4, type: 5, count: 3, value: dms(facts.lon) },
  ]);
  return Buffer.concat([Buffer.from('49492a0008000000', 'hex'), first(exifAt, gpsAt), exif, gps]);
}

/** The acts of an order's record, with their reasons. */
export async function recordOf(db: Database, dispatchId: string): Promise<string[]> {
  const rows = await db.query<{ act: string; reason: string }>(
    `select act, reason from audit where subject = 'dispatch' and subject_id = $1 order by id`,
    [dispatchId],
  );
  return rows.map(({ act, reason }) => `${act}: ${reason}`);
}
