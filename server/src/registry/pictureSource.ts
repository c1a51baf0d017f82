/** Where a camera's live pictures come from: sealed on the way into the database, opened on the way out. */
import type { PictureKind, PictureSource, VideoCodec } from '@mingchu/shared/pictures';
import type { ImportedDevice } from '@mingchu/shared/registry';
import { ProblemError } from '../platform/http/problem.ts';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { SecretBox } from '../platform/secretBox.ts';

/** What is kept of one device's source. */
export interface SealedSource {
  siteId: string;
  deviceId: string;
  /** Null takes the source away. */
  kind: PictureKind | null;
  codec: VideoCodec | null;
  sealed: Buffer | null;
}

/** An opened source. Nothing of it but its kind may reach a browser or a log. */
export interface OpenSource {
  kind: PictureKind;
  url: URL;
  /** Basic credentials, `name:password`; null without. */
  credentials: string | null;
}

/** What an import says of one device's source, ready to be kept; empty when it says nothing. */
export function sealSource(box: SecretBox, device: ImportedDevice): SealedSource[] {
  const { siteId, id: deviceId, pictures } = device;
  if (pictures === undefined) return [];
  if (pictures === null) return [{ siteId, deviceId, kind: null, codec: null, sealed: null }];
  const { kind, codec = null, ...address } = pictures;
  const opened = openedAddress(address);
  if (!opened) {
    // The address itself is not repeated: it may hold a password.
    throw new ProblemError(400, 'picture-source-unusable', `${siteId}/${deviceId}: its url cannot be read.`);
  }
  const sealed = box.seal(purposeOf(siteId, deviceId), JSON.stringify(opened));
  return [{ siteId, deviceId, kind, codec, sealed }];
}

interface Address {
  url: string;
  credentials: string | null;
}

/** Takes name and password out of the address: fetch() refuses one that holds them. */
function openedAddress(given: Omit<PictureSource, 'kind' | 'codec'>): Address | undefined {
  try {
    const url = new URL(given.url);
    const username = given.username ?? decodeURIComponent(url.username);
    const password = given.password ?? decodeURIComponent(url.password);
    url.username = '';
    url.password = '';
    const none = username === '' && password === '';
    return { url: url.href, credentials: none ? null : `${username}:${password}` };
  } catch {
    return undefined;
  }
}

/** Later entries of the same device win. */
export async function setPictureSources(tx: Transaction, sources: SealedSource[]): Promise<void> {
  const rows = [...new Map(sources.map((row) => [`${row.siteId}/${row.deviceId}`, row])).values()];
  await tx.execute(
    `update device set picture_kind = item.kind, picture_codec = item.codec, picture_sealed = item.sealed
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])
       as item(site_id, id, kind, codec, sealed)
     where device.site_id = item.site_id and device.id = item.id`,
    [
      rows.map((row) => row.siteId),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.kind),
      rows.map((row) => row.codec),
      rows.map((row) => row.sealed),
    ],
  );
}

/** Undefined where the camera has none. Throws when it was sealed with another key. */
export async function pictureSourceOf(
  { db, box }: { db: Executor; box: SecretBox },
  { siteId, deviceId }: { siteId: string; deviceId: string },
): Promise<OpenSource | undefined> {
  const [row] = await db.query<{ kind: PictureKind; sealed: Buffer }>(
    `select picture_kind as kind, picture_sealed as sealed from device
     where site_id = $1 and id = $2 and picture_kind is not null and in_service`,
    [siteId, deviceId],
  );
  if (!row) return undefined;
  const plain = box.open(purposeOf(siteId, deviceId), row.sealed);
  const { url, credentials } = JSON.parse(plain) as Address;
  return { kind: row.kind, url: new URL(url), credentials };
}

function purposeOf(siteId: string, deviceId: string): string {
  return `pictures of ${siteId}/${deviceId}`;
}
