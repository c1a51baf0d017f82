/** Loggers for tests: one that says nothing, one that remembers errors so that a test can demand none. */
import type { Logger } from '@mingchu/server/platform/log';

const ignore = () => {};
export const quietLog: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => quietLog,
} as unknown as Logger;

export interface RecordedLine {
  level: 'warn' | 'error';
  fields: unknown;
  message: string | undefined;
}

/** Keeps warnings and errors in `lines`. */
export function recordingLog(): { log: Logger; lines: RecordedLine[]; errors(): RecordedLine[] } {
  const lines: RecordedLine[] = [];
  const keep = (level: RecordedLine['level']) => (fields: unknown, message?: string) => {
    lines.push({ level, fields, message });
  };
  const log = {
    debug: ignore,
    info: ignore,
    warn: keep('warn'),
    error: keep('error'),
    child: () => log,
  } as unknown as Logger;
  return { log, lines, errors: () => lines.filter(({ level }) => level === 'error') };
}
