/**
 * Judges what an inspector gives to show that he is there, and keeps it. Given without a network, it counts from the
 * phone's time only when it carries that time itself: a door code of that very time, with another proof beside it,
 * from a phone whose clock is right. Else it counts from its receipt.
 */
import { randomUUID } from 'node:crypto';
import type { ProofKind, ProofsBody } from '@mingchu/shared/arrival';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { checkDoorCode } from './doorCodes.ts';
import type { Point } from '@mingchu/shared/distance';
import { type Judgement, type JudgedProof, judgePhoto, judgePosition } from './model/judgeProof.ts';
import type { Order } from './model/order.ts';
import { photoFacts } from './photoStore.ts';
import {
  codeUsedByAnother,
  insertProofs,
  lastFix,
  type ProofRow,
  standingProofs,
  wrongCodesSince,
} from './proofStore.ts';

/** When a phone without a network says that something was done. */
export interface DeviceTiming {
  deviceTime: Date;
  /** Our clock minus the phone's when it sent. */
  clockOffsetMs: number;
  /** Its clock was right when it sent. */
  clockTrusted: boolean;
}

export interface GivenProofs {
  inspectorId: string;
  given: Pick<ProofsBody, 'position' | 'doorCode' | 'photoSha256'>;
  timing: DeviceTiming | null;
  now: Date;
}

/** A code that changes at least this often tells when it was read. */
const timeTellingStepS = 300;
const maxProofsPerOffer = 60;
/** Of a million codes three fit: so many may be tried in this time. */
const maxWrongCodes = 10;
const wrongCodeWindowMs = 10 * 60_000;

interface Judged extends Judgement {
  kind: ProofKind;
  codeKey: string | null;
  /** Fits the phone's own time, and tells it. */
  tellsTime: boolean;
}

/** All standing proofs of this offer, with the new ones, which are also answered apart. */
export async function gatherProofs(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  request: GivenProofs,
): Promise<{ all: JudgedProof[]; fresh: JudgedProof[]; carriesTime: boolean }> {
  const { inspectorId, given, timing, now } = request;
  const offer = { dispatchId: order.id, offerNumber: order.offerCount, inspectorId };
  const before = await standingProofs(tx, offer);
  const judged = await judgeAll(tx, deps, order, request);
  if (before.length + judged.length > maxProofsPerOffer)
    throw new ProblemError(429, 'too-many-proofs', 'This order has too many proofs of arrival already.');
  const carriesTime = carriesItsTime(judged, order, request);
  const at = carriesTime && timing !== null ? timing.deviceTime : now;
  const rows = judged.map(
    (proof): ProofRow => ({
      ...offer,
      id: randomUUID(),
      kind: proof.kind,
      verdict: proof.verdict,
      reason: proof.reason,
      at,
      deviceTime: timing?.deviceTime ?? null,
      receivedAt: now,
      lat: proof.kind === 'position' ? (given.position?.lat ?? null) : null,
      lon: proof.kind === 'position' ? (given.position?.lon ?? null) : null,
      accuracyM: proof.kind === 'position' ? (given.position?.accuracyM ?? null) : null,
      codeKey: proof.codeKey,
      photoSha256: proof.kind === 'photo' ? (given.photoSha256 ?? null) : null,
    }),
  );
  await insertProofs(tx, rows);
  const fresh = judged.map(({ kind, verdict, reason, awayM }) => ({ kind, verdict, reason, awayM, at }));
  return { all: [...before.map((row) => judgedAgain(deps, order, row)), ...fresh], fresh, carriesTime };
}

async function judgeAll(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  request: GivenProofs,
): Promise<Judged[]> {
  const { position, doorCode, photoSha256 } = request.given;
  const plain = { codeKey: null, tellsTime: false };
  const judged: Judged[] = [];
  if (position !== undefined)
    judged.push({
      kind: 'position',
      ...(await positionJudged(tx, deps, order, { ...request, position })),
      ...plain,
    });
  if (doorCode !== undefined) judged.push(await codeJudged(tx, order, { ...request, doorCode }));
  if (photoSha256 !== undefined)
    judged.push({
      kind: 'photo',
      ...(await photoJudged(tx, deps, order, { ...request, photoSha256 })),
      ...plain,
    });
  return judged;
}

/** What is older is judged as it was; only how far away it was is worked out again. */
export function judgedAgain(deps: DispatchDeps, order: Order, row: ProofRow): JudgedProof {
  const { kind, verdict, reason, at, lat, lon, accuracyM } = row;
  if (verdict !== 'elsewhere' || lat === null || lon === null) return { kind, verdict, reason, at, awayM: 0 };
  const { awayM } = judgePosition({ lat, lon, accuracyM, at, mock: false }, placeOf(deps, order), {
    radiusM: deps.policy.geofenceRadiusM,
    before: null,
  });
  return { kind, verdict, reason, at, awayM };
}

async function positionJudged(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  request: GivenProofs & { position: NonNullable<ProofsBody['position']> },
): Promise<Judgement> {
  const { lat, lon, accuracyM, mock } = request.position;
  const at = request.timing?.deviceTime ?? request.now;
  return judgePosition(
    { lat, lon, accuracyM: accuracyM ?? null, at, mock: mock === true },
    placeOf(deps, order),
    { radiusM: deps.policy.geofenceRadiusM, before: await lastFix(tx, request.inspectorId) },
  );
}

async function codeJudged(
  tx: Transaction,
  order: Order,
  request: GivenProofs & { doorCode: NonNullable<ProofsBody['doorCode']> },
): Promise<Judged> {
  const { inspectorId, doorCode, timing, now } = request;
  const verdict = (given: Judgement, found: { key: string; tellsTime: boolean } | null = null): Judged => ({
    ...given,
    kind: 'door-code',
    codeKey: found?.key ?? null,
    tellsTime: found?.tellsTime ?? false,
  });
  const unproven = (reason: Judgement['reason']) => verdict({ verdict: 'unproven', reason, awayM: 0 });
  if (doorCode.siteId !== undefined && doorCode.siteId !== order.siteId)
    return verdict({ verdict: 'conflicts', reason: 'code-of-another-site', awayM: 0 });
  const since = new Date(now.getTime() - wrongCodeWindowMs);
  if ((await wrongCodesSince(tx, inspectorId, since)) >= maxWrongCodes)
    return unproven('too-many-wrong-codes');
  const at = timing !== null && timing.clockTrusted ? latest(timing.deviceTime, order.offeredAt) : now;
  const found = await checkDoorCode(tx, order.siteId, { code: doorCode.code, at });
  if (found === 'no-door-code') return unproven('no-door-code');
  if (found === null) return unproven(timing === null || timing.clockTrusted ? 'wrong-code' : 'clock-off');
  const shared = await codeUsedByAnother(tx, found.key, inspectorId);
  return verdict(
    { verdict: 'holds', reason: shared ? 'code-used-by-another' : 'code-fits', awayM: 0 },
    { key: found.key, tellsTime: timing !== null && timing.clockTrusted && found.stepS <= timeTellingStepS },
  );
}

/** What a door showed before he had the order says nothing of this arrival: he may have read it on another day. */
function latest(deviceTime: Date, offeredAt: Date | null): Date {
  return offeredAt !== null && offeredAt > deviceTime ? offeredAt : deviceTime;
}

async function photoJudged(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  request: GivenProofs & { photoSha256: string },
): Promise<Judgement> {
  const photo = await photoFacts(tx, order.id, request.photoSha256);
  if (photo === null || photo.inspectorId !== request.inspectorId)
    return { verdict: 'unproven', reason: 'no-such-photo', awayM: 0 };
  const { lat, lon, takenAt } = photo.exif;
  const facts = {
    usedBefore: photo.usedBefore,
    place: lat === undefined || lon === undefined ? null : { lat, lon },
    takenAt: takenAt === undefined ? null : new Date(takenAt),
  };
  return judgePhoto(facts, placeOf(deps, order), order.openedAt);
}

function placeOf(deps: DispatchDeps, order: Order): Point {
  const site = deps.registry.sites.get(order.siteId);
  if (site === undefined)
    throw new ProblemError(409, 'site-unknown', `The site ${order.siteId} is not known here.`);
  return site;
}

/** A door code that tells the time, another proof beside it, and a time at which he had the order. */
function carriesItsTime(judged: readonly Judged[], order: Order, { timing, now }: GivenProofs): boolean {
  if (timing === null || order.offeredAt === null) return false;
  const holding = judged.filter((proof) => proof.verdict === 'holds');
  const told = holding.some((proof) => proof.tellsTime) && holding.length >= 2;
  const { deviceTime } = timing;
  return told && deviceTime >= order.offeredAt && deviceTime <= now;
}
