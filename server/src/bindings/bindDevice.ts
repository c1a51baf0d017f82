/**
 * The acts of the inbox: a heard device becomes one of the registry, is let go, is set aside, or takes the place of a
 * broken one. Each is one transaction with its audit row, and every process follows at its commit.
 */
import type { BindBody, HeardAddress, ReplaceBody, UnbindBody } from '@mingchu/shared/bindings';
import { canonicalFamily } from '@mingchu/shared/bindings';
import type { Device } from '@mingchu/shared/registry';
import { appendAudit } from '../platform/audit/audit.ts';
import { withdrawOfReplaced } from '../calibration/recordCalibration.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from '../registry/importRegistry.ts';
import { devicesOfSite, siteById, upsertDevices } from '../registry/registryStore.ts';
import { addressKey, tellBindingsChanged } from './bindingBook.ts';
import { bindingAt, bindingOf, lastBindingOf, lockBindings, putBinding } from './bindingStore.ts';
import { heardAt, setIgnored, tellInboxChanged } from './heardStore.ts';
import { freeDeviceId } from './model/proposeBinding.ts';

export interface BindingDeps {
  db: Database;
  clock: Clock;
}

/** Answers the device. Throws ProblemError `site-not-found`, `bound-elsewhere`, `device-taken` or `fixed-address`. */
export function bindDevice({ db, clock }: BindingDeps, actor: string, body: BindBody): Promise<Device> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const { device, detail } = await bindWithin(tx, { actor, now }, body);
    const subjectId = `${device.siteId}/${device.id}`;
    await tellRegistryChanged(tx, { actor, now, act: 'bind-device', subjectId, reason: 'bound', detail });
    await tellBindingsChanged(tx);
    return device;
  });
}

/** The same within a transaction that binds many and tells of them itself; `detail` is for the audit trail. */
export async function bindWithin(
  tx: Transaction,
  { actor, now }: { actor: string; now: Date },
  body: BindBody,
): Promise<{ device: Device; detail: Record<string, unknown>; outcome: 'new' | 'changed' | 'same' }> {
  const { family, mount, address, siteId, kind, name, zone, reportPeriodS } = body;
  await lockBindings(tx);
  if (!(await siteById(tx, siteId)))
    throw new ProblemError(404, 'site-not-found', `There is no site ${siteId}.`);
  const devices = await devicesOfSite(tx, siteId);
  const before = await bindingAt(tx, { family, mount, address });
  const deviceId = body.deviceId ?? rememberedId(before, siteId) ?? freeDeviceId(kind, devices);
  const isCanonical = family === canonicalFamily;
  if (isCanonical && address !== `${siteId}/${deviceId}`)
    throw new ProblemError(422, 'fixed-address', `Its topic says ${address}: site and id must be these.`);
  if (before?.active && (before.siteId !== siteId || before.deviceId !== deviceId))
    throw new ProblemError(409, 'bound-elsewhere', `It is ${before.siteId}/${before.deviceId} already.`);
  const other = await bindingOf(tx, siteId, deviceId);
  if (other && addressKey(other) !== addressKey(body))
    throw new ProblemError(409, 'device-taken', `${siteId}/${deviceId} speaks at ${addressKey(other)}.`);
  const known = devices.find(({ id }) => id === deviceId);
  const said = { id: deviceId, siteId, kind, name, zone, reportPeriodS, inService: known?.inService ?? true };
  const device: Device = { ...known, ...said };
  const detail = { address: addressKey(body), device, before: before ?? null, known: known ?? null };
  const isBound = isCanonical ? known !== undefined : before?.active === true;
  if (isBound && known && isSameDevice(known, said)) return { device, detail, outcome: 'same' };
  await upsertDevices(tx, [said]);
  if (!isCanonical) {
    const binding = { family, mount, address, siteId, deviceId, active: true };
    await noteOtherSensor(tx, { actor, now }, binding);
    await putBinding(tx, binding, { by: actor, at: now });
  }
  await setIgnored(tx, body, null);
  return { device, detail, outcome: known || before ? 'changed' : 'new' };
}

/** A device that goes on at another address is another sensor: what certificates say of the old one ends. */
async function noteOtherSensor(
  tx: Transaction,
  by: { actor: string; now: Date },
  { siteId, deviceId, ...at }: HeardAddress & { siteId: string; deviceId: string },
): Promise<void> {
  const last = await lastBindingOf(tx, siteId, deviceId);
  if (last && addressKey(last) !== addressKey(at)) await withdrawOfReplaced(tx, { siteId, deviceId }, by);
}

type SaidDevice = Omit<Device, 'pictures' | 'gateway'>;

function isSameDevice(known: SaidDevice, said: SaidDevice): boolean {
  return (['kind', 'name', 'zone', 'reportPeriodS'] as const).every((field) => known[field] === said[field]);
}

function rememberedId(
  before: { siteId: string; deviceId: string } | undefined,
  siteId: string,
): string | undefined {
  return before?.siteId === siteId ? before.deviceId : undefined;
}

/** It is remembered: bound again, it is the same device. Throws ProblemError `not-bound`. */
export function unbindDevice({ db, clock }: BindingDeps, actor: string, body: UnbindBody): Promise<void> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    await lockBindings(tx);
    const before = await bindingAt(tx, body);
    if (!before?.active) throw notBound(body);
    await putBinding(tx, { ...before, active: false }, { by: actor, at: now });
    await noteAct(tx, { actor, now, act: 'unbind-device', reason: body.reason }, before);
    await tellBindingsChanged(tx);
  });
}

/** Device and history stay, the address changes. Throws ProblemError `not-bound`, `bound-elsewhere`, `not-heard`. */
export function replaceDevice({ db, clock }: BindingDeps, actor: string, body: ReplaceBody): Promise<void> {
  const { family, mount, address, siteId, deviceId, reason } = body;
  const now = clock.date();
  return db.transaction(async (tx) => {
    await lockBindings(tx);
    if (family === canonicalFamily)
      throw new ProblemError(422, 'fixed-address', 'On canonical topics the address is the device.');
    if (!(await heardAt(tx, body))) throw notHeard(body);
    const taken = await bindingAt(tx, body);
    if (taken?.active)
      throw new ProblemError(409, 'bound-elsewhere', `It is ${taken.siteId}/${taken.deviceId} already.`);
    const known = (await devicesOfSite(tx, siteId)).some(({ id }) => id === deviceId);
    if (!known)
      throw new ProblemError(404, 'device-not-found', `There is no device ${deviceId} at ${siteId}.`);
    const before = await bindingOf(tx, siteId, deviceId);
    const binding = { family, mount, address, siteId, deviceId, active: true };
    await noteOtherSensor(tx, { actor, now }, binding);
    if (before) await putBinding(tx, { ...before, active: false }, { by: actor, at: now });
    await putBinding(tx, binding, { by: actor, at: now });
    await setIgnored(tx, body, null);
    await noteAct(
      tx,
      { actor, now, act: 'replace-device', reason },
      {
        ...binding,
        before: before ?? null,
      },
    );
    await tellBindingsChanged(tx);
  });
}

/** Throws ProblemError `already-so`. */
export function ignoreDevice(
  { db, clock }: BindingDeps,
  actor: string,
  { ignored, ...at }: HeardAddress & { ignored: boolean },
): Promise<void> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    if (!(await heardAt(tx, at))) throw notHeard(at);
    if (!(await setIgnored(tx, at, ignored ? { by: actor, at: now } : null)))
      throw new ProblemError(409, 'already-so', 'Somebody has done that already.');
    await tellInboxChanged(tx);
    const act = ignored ? 'ignore-device' : 'unignore-device';
    await appendAudit(tx, now, [
      { subject: 'registry', subjectId: addressKey(at), actor, act, reason: 'by-officer', detail: {} },
    ]);
  });
}

function noteAct(
  tx: Transaction,
  { now, ...entry }: { actor: string; now: Date; act: string; reason: string },
  { siteId, deviceId, ...detail }: HeardAddress & { siteId: string; deviceId: string; before?: unknown },
): Promise<void> {
  return appendAudit(tx, now, [
    { subject: 'registry', subjectId: `${siteId}/${deviceId}`, ...entry, detail: { ...detail } },
  ]);
}

function notBound(at: HeardAddress): ProblemError {
  return new ProblemError(404, 'not-bound', `${addressKey(at)} is not bound.`);
}

function notHeard(at: HeardAddress): ProblemError {
  return new ProblemError(404, 'not-heard', `Nobody was heard at ${addressKey(at)}.`);
}
