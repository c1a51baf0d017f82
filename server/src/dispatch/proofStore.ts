/** SQL of the proofs of arrival. */
import type { ProofKind, ProofReason, ProofVerdict } from '@mingchu/shared/arrival';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { ExifFacts } from './exif.ts';
import type { Fix } from './model/judgeProof.ts';

export interface ProofRow {
  id: string;
  dispatchId: string;
  offerNumber: number;
  inspectorId: string;
  kind: ProofKind;
  verdict: ProofVerdict;
  reason: ProofReason;
  at: Date;
  deviceTime: Date | null;
  receivedAt: Date;
  lat: number | null;
  lon: number | null;
  accuracyM: number | null;
  codeKey: string | null;
  photoSha256: string | null;
}

const proofColumns = `proof.id, proof.dispatch_id as "dispatchId", proof.offer_number as "offerNumber",
  proof.inspector_id as "inspectorId", proof.kind, proof.verdict, proof.reason, proof.at,
  proof.device_time as "deviceTime", proof.received_at as "receivedAt", proof.lat, proof.lon,
  proof.accuracy_m as "accuracyM", proof.code_key as "codeKey", proof.photo_sha256 as "photoSha256"`;

export async function insertProofs(tx: Transaction, proofs: readonly ProofRow[]): Promise<void> {
  if (proofs.length === 0) return;
  await tx.execute(
    `insert into arrival_proof (id, dispatch_id, offer_number, inspector_id, kind, verdict, reason, at, device_time,
                                received_at, lat, lon, accuracy_m, code_key, photo_sha256)
     select n.id, n."dispatchId", n."offerNumber", n."inspectorId", n.kind, n.verdict, n.reason, n.at, n."deviceTime",
            n."receivedAt", n.lat, n.lon, n."accuracyM", n."codeKey", n."photoSha256"
     from jsonb_to_recordset($1::jsonb) as n(id text, "dispatchId" text, "offerNumber" integer, "inspectorId" text,
       kind text, verdict text, reason text, at timestamptz, "deviceTime" timestamptz, "receivedAt" timestamptz,
       lat double precision, lon double precision, "accuracyM" double precision, "codeKey" text,
       "photoSha256" text)`,
    [JSON.stringify(proofs)],
  );
}

/** In order of receipt, without those of a claim that was refused. */
export function standingProofs(
  db: Executor,
  of: { dispatchId: string; offerNumber: number; inspectorId: string },
): Promise<ProofRow[]> {
  return db.query<ProofRow>(
    `select ${proofColumns} from arrival_proof proof
     where dispatch_id = $1 and offer_number = $2 and inspector_id = $3 and not refused
     order by received_at, id`,
    [of.dispatchId, of.offerNumber, of.inspectorId],
  );
}

/** Refused or not, with what a photo says of itself. */
export interface ProofWithPhoto extends ProofRow {
  refused: boolean;
  exif: ExifFacts | null;
}

/** All that were ever given for an order, in order of receipt. */
export function proofsOfOrder(db: Executor, dispatchId: string): Promise<ProofWithPhoto[]> {
  return db.query<ProofWithPhoto>(
    `select ${proofColumns}, proof.refused, photo.exif
     from arrival_proof proof
     left join order_photo photo on photo.dispatch_id = proof.dispatch_id and photo.sha256 = proof.photo_sha256
     where proof.dispatch_id = $1
     order by proof.received_at, proof.id`,
    [dispatchId],
  );
}

/** An officer refused the claim: what was given for it counts no more. */
export async function refuseProofs(
  tx: Transaction,
  of: { dispatchId: string; offerNumber: number },
): Promise<void> {
  await tx.execute('update arrival_proof set refused = true where dispatch_id = $1 and offer_number = $2', [
    of.dispatchId,
    of.offerNumber,
  ]);
}

/** True when this very code was shown before by somebody else. */
export async function codeUsedByAnother(
  db: Executor,
  codeKey: string,
  inspectorId: string,
): Promise<boolean> {
  const rows = await db.query(
    'select 1 from arrival_proof where code_key = $1 and inspector_id <> $2 limit 1',
    [codeKey, inspectorId],
  );
  return rows.length > 0;
}

/** Codes that did not fit, of one inspector since a time, whatever the order. */
export async function wrongCodesSince(db: Executor, inspectorId: string, since: Date): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::integer as count from arrival_proof
     where inspector_id = $1 and kind = 'door-code' and reason in ('wrong-code', 'clock-off')
       and received_at > $2`,
    [inspectorId, since],
  );
  return row?.count ?? 0;
}

/** The last position that an inspector's phone told; null when it never did. */
export async function lastFix(db: Executor, inspectorId: string): Promise<Fix | null> {
  const [row] = await db.query<Fix>(
    `select lat, lon, accuracy_m as "accuracyM", position_at as at from inspector
     where id = $1 and position_at is not null`,
    [inspectorId],
  );
  return row ?? null;
}
