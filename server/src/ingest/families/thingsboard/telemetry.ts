/** Telemetry of ThingsBoard: one report or a list, each with its time and `values`, or flat and without a time. */
import { type EpochMs, skewLimitMs } from '@mingchu/shared/observation';
import type { HeardValues } from '../family.ts';
import { fingerprint } from '../fingerprint.ts';
import { asBody } from '../readValue.ts';
import { sayLeaves, timeIn } from '../sayValues.ts';

/** Most reports of one device in one message, as on the canonical topics. */
const maxReports = 1000;

export interface Reports {
  /** In the order of their times. */
  reports: HeardValues[];
  /** Reports beyond the bound, which were not read. */
  cut: number;
}

/** Undefined when it is no telemetry. */
export function readReports(device: string, body: unknown, receivedAt: EpochMs): Reports | undefined {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body];
  const heard: HeardValues[] = [];
  for (const entry of list.slice(0, maxReports)) {
    const report = asBody(entry);
    if (!report) return undefined;
    const timed = asBody(report['values']);
    const values = sayLeaves(timed ?? report);
    if (values.length === 0) continue;
    const deviceTime = timed ? timeIn(report['ts']) : null;
    // A gateway may send the values of one moment in several messages.
    const names = values.map(({ name }) => name).join();
    const key = deviceTime === null ? null : `${deviceTime}:${fingerprint(Buffer.from(names))}`;
    heard.push({ kind: 'values', device, values, deviceTime, key });
  }
  markBacklog(heard, receivedAt);
  setApart(heard, receivedAt);
  const reports = heard.sort((a, b) => (a.deviceTime ?? receivedAt) - (b.deviceTime ?? receivedAt));
  return { reports, cut: Math.max(0, list.length - maxReports) };
}

/** Several reports without a time are of several moments, the last of now: at one moment they would be one reading. */
function setApart(heard: HeardValues[], receivedAt: EpochMs): void {
  const untimed = heard.filter(({ deviceTime }) => deviceTime === null);
  if (untimed.length < 2) return;
  for (const [index, one] of untimed.entries()) one.deviceTime = receivedAt - (untimed.length - 1 - index);
}

/** What is older than the newest of its message, while that one is of now, was kept and sent later. */
function markBacklog(heard: HeardValues[], receivedAt: EpochMs): void {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { deviceTime } of heard) if (deviceTime !== null && deviceTime > newest) newest = deviceTime;
  if (Math.abs(newest - receivedAt) > skewLimitMs) return;
  for (const one of heard)
    if (one.deviceTime !== null && newest - one.deviceTime > skewLimitMs) one.historical = true;
}
