/**
 * Empties a session at the broker to which nobody will come back: takes what the broker has kept in it, and ends it
 * once nothing more comes. Another session of ours is subscribed already, so nothing is lost between the two; what
 * reaches both comes twice, as after any broken connection. While it is not empty, it stays with the broker when this
 * process ends, and the next one goes on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions } from 'mqtt';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { leaveMessages, takeMessages } from './brokerSession.ts';
import type { IntakeWindow } from './intakeWindow.ts';
import type { MessageHandler } from './messageSource.ts';

export interface SessionToEmpty {
  /** Those of the session; with `manualConnect`. */
  client: IClientOptions;
  /** What it may be subscribed to, asked again as long as messages come. */
  filters: () => readonly string[];
  handler: MessageHandler;
  window: IntakeWindow;
  clock: Clock;
  log: Logger;
}

export interface Emptying {
  /** Takes nothing more. */
  leave(): void;
  stop(): Promise<void>;
}

/** Real ms without a message after which there are no more. */
const quietMs = 1_000;
const lookEveryMs = 100;
const unsubscribeEveryMs = 5_000;

export function emptySession(url: string, options: SessionToEmpty): Emptying {
  const { filters, handler, window, clock, log } = options;
  const client = mqtt.connect(url, options.client);
  let left = false;
  let inHand = 0;
  let takenCount = 0;
  let heardAt = 0;
  takeMessages(client, {
    window,
    clock,
    handler: (message, taken) => {
      inHand += 1;
      heardAt = performance.now();
      handler(message, () => {
        inHand -= 1;
        takenCount += 1;
        taken();
      });
    },
  });
  client.on('error', (error) => log.warn({ err: error }, 'old session at the broker'));

  const becomesQuiet = async (): Promise<boolean> => {
    await client.unsubscribeAsync([...filters()]);
    const from = performance.now();
    heardAt = from;
    while (performance.now() - from < unsubscribeEveryMs && !left) {
      if (inHand === 0 && client.connected && performance.now() - heardAt >= quietMs) return true;
      await sleep(lookEveryMs);
    }
    return false;
  };
  const work = async (isKept: boolean): Promise<void> => {
    if (isKept) while (!left && !(await becomesQuiet()));
    if (left) return;
    await client.endAsync();
    // Connecting anew with a clean start ends what the broker keeps, whatever its version.
    const last = await mqtt.connectAsync(url, { ...options.client, ...cleanStart });
    await last.endAsync();
    if (isKept) log.info({ messages: takenCount }, 'old session at the broker emptied and ended');
  };
  client.once('connect', ({ sessionPresent }) => {
    work(sessionPresent).catch((error: unknown) => {
      if (!left) log.warn({ err: error }, 'old session at the broker not ended');
    });
  });
  client.connect();
  const leave = () => {
    left = true;
    leaveMessages(client);
  };
  return {
    leave,
    stop: async () => {
      leave();
      await client.endAsync();
    },
  };
}

const cleanStart = { clean: true, manualConnect: false, reconnectPeriod: 0, properties: {} };
