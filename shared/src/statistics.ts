/** What the chief reads: how the promise was kept, and what the alarms cost their officers. */

/** What arrivals are broken down by. */
export const arrivalKeys = ['all', 'group', 'grid', 'inspector', 'rule', 'severity', 'hour', 'day'] as const;
export type ArrivalKey = (typeof arrivalKeys)[number];

/** Orders opened within a span, under one key. Recalled orders are counted apart: nobody had to come. */
export interface ArrivalFigures {
  /** Id of the group, grid, inspector or rule; `0` to `23`; `YYYY-MM-DD`; `all`. Empty: held by nobody. */
  key: string;
  orders: number;
  recalled: number;
  onTime: number;
  /** Arrived after the due time. */
  late: number;
  /** The due time passed and nobody has arrived. */
  missed: number;
  /** `onTime` of all whose time is up; null while there is none. */
  onTimeRate: number | null;
  /** From the opening of the violation, ms; null when nobody did. */
  medianAcceptMs: number | null;
  medianArriveMs: number | null;
  p90ArriveMs: number | null;
  /** To the report. */
  medianSubmitMs: number | null;
  /** To the end of the violation. */
  medianCloseMs: number | null;
}

export const falseAlarmKeys = ['rule', 'device'] as const;
export type FalseAlarmKey = (typeof falseAlarmKeys)[number];

/** What became of the violations of one rule, or of one device. */
export interface FalseAlarmFigures {
  /** Rule id, or `siteId/deviceId`. */
  key: string;
  violations: number;
  /** With a verdict, by an officer or on site. */
  judged: number;
  falseAlarms: number;
  /** Of those judged; null when none is. */
  falseAlarmRate: number | null;
}
