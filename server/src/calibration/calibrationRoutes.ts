/** HTTP of calibrations: which are due, what was written down of a device, and the acts. */
import {
  calibrationFilters,
  CalibrationLine,
  CalibrationView,
  NewCalibrationBody,
  SiteCalibrationLine,
  WithdrawCalibrationBody,
} from '@mingchu/shared/calibration';
import { Id } from '@mingchu/shared/mqtt';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { cursorDay, decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import {
  calibrationsByIds,
  calibrationsOfDevice,
  lastReadings,
  lineCounts,
  type LineRow,
  linesAfter,
} from './calibrationStore.ts';
import { type CalibrationDeps, recordCalibration, viewOf, withdrawCalibration } from './recordCalibration.ts';

const tags = ['calibration'];
const maxPageSize = 500;
/** Metrics of one site that are answered: more than any kitchen has. */
const maxOfSite = 2_000;
/** Due date of a sensor without a calibration, as PostgreSQL writes it. */
const never = 'infinity';
const mayRead = allow('calibration.read');
const mayRecord = allow('calibration.record');

/** Registers the routes under the API's prefix. */
export function calibrationRoutes(app: HttpApp, deps: CalibrationDeps): void {
  listRoutes(app, deps);
  deviceRoutes(app, deps);
  app.post(
    '/calibrations',
    {
      schema: {
        tags,
        summary: 'Write down what a certificate says of a sensor; later readings are corrected by it',
        body: NewCalibrationBody,
        response: { 201: CalibrationView },
      },
      preHandler: mayRecord,
    },
    async (request, reply) => {
      const { body, session } = request;
      return reply.code(201).send(await recordCalibration(deps, { body, actor: session.username }));
    },
  );
  app.post(
    '/calibrations/:id/withdraw',
    {
      schema: {
        tags,
        summary: 'Withdraw a calibration; what it has corrected stays as it is stored',
        params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
        body: WithdrawCalibrationBody,
        response: { 200: CalibrationView },
      },
      preHandler: mayRecord,
    },
    (request) => {
      const { id } = request.params;
      const { reason } = request.body;
      return withdrawCalibration(deps, { id, reason, actor: request.session.username });
    },
  );
}

function listRoutes(app: HttpApp, deps: CalibrationDeps): void {
  const { db, clock } = deps;
  app.get(
    '/calibrations',
    {
      schema: {
        tags,
        summary:
          'Sensors by when their calibration is due, the most overdue first and those never calibrated last',
        querystring: Type.Object({
          filter: Type.Optional(Type.Enum([...calibrationFilters])),
          siteId: Type.Optional(Id),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPageSize })),
          cursor: Type.Optional(Type.String({ maxLength: 600 })),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(CalibrationLine),
            nextCursor: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
      preHandler: mayRead,
    },
    async (request) => {
      const { filter = 'all', siteId = null, limit = 50, cursor } = request.query;
      const after = cursor === undefined ? null : afterOf(decodeCursor(cursor, 4));
      const rows = await linesAfter(db, { now: clock.date(), filter, siteId, after, limit: limit + 1 });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: await withCurrent(deps, rows.slice(0, limit)),
        nextCursor: last ? encodeCursor([last.due, last.siteId, last.deviceId, last.metric]) : null,
      };
    },
  );
  app.get(
    '/calibrations/counts',
    {
      schema: {
        tags,
        summary: 'How many sensors are in each state',
        response: {
          200: Type.Object({
            overdue: Type.Integer(),
            due: Type.Integer(),
            never: Type.Integer(),
            good: Type.Integer(),
          }),
        },
      },
      preHandler: mayRead,
    },
    () => lineCounts(db, clock.date()),
  );
}

function deviceRoutes(app: HttpApp, deps: CalibrationDeps): void {
  const { db, clock } = deps;
  app.get(
    '/sites/:id/calibrations',
    {
      schema: {
        tags,
        summary: 'Sensors of a site with the calibration in force and what it makes of their newest reading',
        params: Type.Object({ id: Id }),
        response: { 200: Type.Object({ items: Type.Array(SiteCalibrationLine) }) },
      },
      preHandler: mayRead,
    },
    async (request) => {
      const siteId = request.params.id;
      const now = clock.date();
      const rows = await linesAfter(db, { now, filter: 'all', siteId, after: null, limit: maxOfSite });
      const [lines, last] = await Promise.all([withCurrent(deps, rows), lastReadings(db, siteId, now)]);
      return {
        items: lines.map((line) => {
          const reading = last.get(`${line.deviceId}/${line.metric}`);
          return { ...line, last: reading ? { ...reading, time: reading.time.toISOString() } : null };
        }),
      };
    },
  );
  app.get(
    '/sites/:id/devices/:deviceId/calibrations',
    {
      schema: {
        tags,
        summary: 'All calibrations of a device, the newest first, with those withdrawn',
        params: Type.Object({ id: Id, deviceId: Id }),
        response: { 200: Type.Object({ items: Type.Array(CalibrationView) }) },
      },
      preHandler: mayRead,
    },
    async (request) => {
      const { id, deviceId } = request.params;
      return { items: (await calibrationsOfDevice(db, id, deviceId)).map(viewOf) };
    },
  );
}

async function withCurrent({ db }: CalibrationDeps, rows: LineRow[]): Promise<CalibrationLine[]> {
  const ids = rows.flatMap(({ currentId }) => (currentId === null ? [] : [currentId]));
  const current = new Map((await calibrationsByIds(db, ids)).map((row) => [row.id, viewOf(row)]));
  return rows.map(({ siteId, deviceId, metric, state, currentId }) => ({
    siteId,
    deviceId,
    metric,
    state,
    current: currentId === null ? null : (current.get(currentId) ?? null),
  }));
}

function afterOf([due = '', siteId = '', deviceId = '', metric = '']: string[]) {
  return { due: due === never ? never : cursorDay(due), siteId, deviceId, metric };
}
