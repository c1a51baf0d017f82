/** What leaves the house as a file or on paper. Each time stands in the audit trail under its name, with the reason. */
import { type Static, Type } from 'typebox';
import type { RegistryTable } from './registryTables.ts';
import type { ArrivalKey, FalseAlarmKey } from './statistics.ts';

export type ExportName =
  | `arrivals-by-${ArrivalKey}`
  | `false-alarms-by-${FalseAlarmKey}`
  | 'device-bindings'
  | 'calibrations'
  | `registry-${RegistryTable}`
  | 'weekly-report';

/** What it is for. Left out it is refused by name, so that every way out says the same. */
export const ExportReason = Type.Optional(Type.String({ maxLength: 500 }));

/** `POST /statistics/prints`: the report of a span is about to go on paper. */
export const PrintBody = Type.Object({
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
  reason: ExportReason,
});
export type PrintBody = Static<typeof PrintBody>;
