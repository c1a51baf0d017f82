/** The mock's calibrations. The certificate `409` and the reason `409` are error cases. */
import {
  type CalibratedMetric,
  calibrationState,
  type CalibrationLine,
  type CalibrationView,
  isCalibrated,
  isUnusual,
  mistakeIn,
  type NewCalibrationBody,
} from '@mingchu/shared/calibration';
import { calibrationHeads } from '@mingchu/shared/fileColumns';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import { mainMetric } from '@mingchu/shared/mainMetric';
import { emptyTable, json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const dayMs = 86_400_000;
let rows: CalibrationView[] | null = null;

export function answerCalibration(world: MockWorld, ask: MockAsk): Response | null {
  const [room, first = '', second, third] = ask.path;
  rows ??= firstRows(world);
  if (room === 'sites' && second === 'calibrations')
    return json({
      items: linesOf(world, rows)
        .filter(({ siteId }) => siteId === first)
        .map(withLast),
    });
  if (room === 'sites' && second === 'devices' && ask.path[4] === 'calibrations')
    return json({ items: rows.filter(({ siteId, deviceId }) => siteId === first && deviceId === third) });
  if (room !== 'calibrations') return null;
  if (first === 'export') return emptyTable('calibrations.csv', calibrationHeads, ask);
  if (ask.method === 'GET') return list(linesOf(world, rows), ask);
  if (first === 'import') return json(importAnswer(ask.body));
  if (second === 'withdraw')
    return withdraw(
      rows.find(({ id }) => id === Number(first)),
      ask.body,
    );
  return record(ask.body as unknown as NewCalibrationBody, rows);
}

function list(lines: CalibrationLine[], { path, search }: MockAsk): Response {
  if (path[1] === 'counts') {
    const counts = { overdue: 0, due: 0, never: 0, good: 0 };
    for (const { state } of lines) counts[state] += 1;
    return json(counts);
  }
  const filter = search.get('filter') ?? 'all';
  const site = search.get('siteId');
  const due = ({ current }: CalibrationLine) => current?.dueOn ?? 'infinity';
  const items = lines
    .filter(({ state, siteId }) => (filter === 'all' || filter === state) && (site ?? siteId) === siteId)
    .toSorted((a, b) => (due(a) < due(b) ? -1 : 1));
  return json({ items: items.slice(0, 50), nextCursor: null });
}

function record({ confirmed = false, ...said }: NewCalibrationBody, kept: CalibrationView[]): Response {
  const mistake = mistakeIn(said, Date.now());
  if (mistake !== null) return problem(422, mistake);
  if (!confirmed && isUnusual(said.metric, said)) return problem(409, 'unusual-correction');
  if (said.certificate === '409') return problem(409, 'calibration-exists');
  const made = {
    ...said,
    id: kept.length + 1,
    recordedBy: 'admin',
    recordedAt: new Date().toISOString(),
    withdrawn: null,
  };
  kept.push(made);
  kept.sort((a, b) => Date.parse(b.validFrom) - Date.parse(a.validFrom));
  return json(made, 201);
}

/** A file that says `nowhere` has a mistake. */
function importAnswer({ text, dryRun }: MockAsk['body']): ImportAnswer {
  const isWrong = String(text).includes('nowhere');
  const rows: ImportedRow[] = [
    { line: 2, outcome: 'new', what: 'site-1 fridge-1 temperatureC HY-301', column: null, mistake: null },
    { line: 3, outcome: 'same', what: 'site-2 fridge-1 temperatureC HY-104', column: null, mistake: null },
  ];
  if (isWrong)
    rows.push({
      line: 4,
      outcome: 'error',
      what: 'nowhere fridge-1 temperatureC HY-302',
      column: 'deviceId',
      mistake: 'There is no device fridge-1 at nowhere.',
    });
  return { applied: dryRun !== true && !isWrong, rows };
}

function withdraw(found: CalibrationView | undefined, { reason }: MockAsk['body']): Response {
  if (!found) return problem(404, 'no-such-calibration');
  if (found.withdrawn || reason === '409') return problem(409, 'already-so');
  found.withdrawn = { by: 'admin', at: new Date().toISOString(), reason: String(reason) };
  return json(found);
}

const sensorsOf = ({ district }: MockWorld) =>
  district.devices.flatMap(({ siteId, id, kind }) => {
    const metric = mainMetric(kind);
    return isCalibrated(metric) ? [{ siteId, deviceId: id, metric }] : [];
  });

function linesOf(world: MockWorld, kept: CalibrationView[]): CalibrationLine[] {
  return sensorsOf(world).map((sensor) => {
    const current =
      kept.find(
        (row) =>
          row.withdrawn === null &&
          row.siteId === sensor.siteId &&
          row.deviceId === sensor.deviceId &&
          row.metric === sensor.metric,
      ) ?? null;
    return { ...sensor, state: calibrationState(current?.dueOn ?? null, Date.now()), current };
  });
}

function withLast(line: CalibrationLine) {
  const coldC = line.deviceId.startsWith('freezer') ? -13.6 : 9.4;
  const raw = line.metric === 'temperatureC' ? coldC : 60;
  const value = line.current ? raw * line.current.slope + line.current.offset : raw;
  return { ...line, last: { time: new Date().toISOString(), raw, value } };
}

/** Of the first sensors: overdue, due soon and good ones, one of them superseded. */
function firstRows(world: MockWorld): CalibrationView[] {
  const row = (
    sensor: { siteId: string; deviceId: string; metric: CalibratedMetric },
    [id, fromDays, dueDays]: [number, number, number],
  ): CalibrationView => ({
    ...sensor,
    id,
    slope: id % 3 === 0 ? 1.02 : 1,
    offset: id % 4 === 3 ? 0 : -0.5,
    validFrom: new Date(Date.now() - fromDays * dayMs).toISOString(),
    performedBy: '李建国',
    certificate: `HY-2026-${100 + id}`,
    laboratory: '区计量检定所',
    dueOn: new Date(Date.now() + dueDays * dayMs).toISOString().slice(0, 10),
    note: '',
    recordedBy: 'admin',
    recordedAt: new Date(Date.now() - (fromDays - 1) * dayMs).toISOString(),
    withdrawn: null,
  });
  const dueDays = [-40, 12, 200, -3, 320, 25];
  return sensorsOf(world)
    .slice(0, dueDays.length)
    .flatMap((sensor, index) => {
      const days = dueDays[index] ?? 0;
      const newest = row(sensor, [index + 1, 365 - days, days]);
      return index === 0 ? [newest, row(sensor, [90, 800, -430])] : [newest];
    });
}
