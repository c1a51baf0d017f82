/** The log of a process: JSON lines for machines, readable lines on a terminal; on stderr in both cases. */
import { type DestinationStream, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Logger } from '../log.ts';

/** Counts what is logged at `error`, so that a monitor sees it without reading the log. */
export interface CountedLogger {
  log: Logger;
  errorCount(): number;
}

export function createLogger(level: string): CountedLogger {
  let errors = 0;
  const stream: DestinationStream = process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' })
    : pino.destination({ dest: 2, sync: true });
  const log = pino(
    {
      level,
      // Never in a log, wherever they stand. The last is the whole connection that pg hangs on the error of a lost one.
      redact: ['password', '*.password', 'req.headers.cookie', '*.authorization', 'err.client'],
      hooks: {
        logMethod(args, method, levelNumber) {
          if (levelNumber >= 50) errors++;
          method.apply(this, args);
        },
      },
    },
    stream,
  );
  return { log, errorCount: () => errors };
}
