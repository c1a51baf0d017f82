/**
 * When a device was heard, and how it uses to speak. A device that was registered with a period shorter than its own
 * would be called silent between any two reports. So three pauses in a row that each were too long are taken as its
 * period, until it reports as often as was said again: an outage now and then, with reports as usual between, teaches
 * nothing.
 */

/** Times in ms since 1970; -1: none. */
export interface Speech {
  /** Receive time of its last message. */
  lastAt: number;
  /** Of the first message of its last report. */
  reportAt: number;
  /** The latest pauses that were too long, oldest first, ms; empty after one that was not. */
  longPauses: number[];
}

/** Pauses that show a period. */
const enoughPauses = 3;
/** One report may come as several messages (a Shelly sends each value by itself), so close to each other, ms. */
const sameReportMs = 5_000;
/** Longest report, ms: who goes on for longer speaks all the time. */
const longestReportMs = 30_000;

export function freshSpeech(): Speech {
  return { lastAt: -1, reportAt: -1, longPauses: [] };
}

/** @param limitMs the pause after which it is called silent by what was registered */
export function noteSpeech(speech: Speech, at: number, limitMs: number): void {
  const { lastAt, reportAt } = speech;
  if (at <= lastAt) return;
  speech.lastAt = at;
  const isSameReport = at - lastAt <= sameReportMs && at - reportAt <= longestReportMs;
  if (reportAt >= 0 && isSameReport) return;
  speech.reportAt = at;
  if (reportAt < 0) return;
  const pauseMs = at - reportAt;
  if (pauseMs <= limitMs) speech.longPauses.length = 0;
  else {
    speech.longPauses.push(pauseMs);
    if (speech.longPauses.length > enoughPauses) speech.longPauses.shift();
  }
}

/**
 * What the moments at which it was heard show, ms; null when its reports came as often as registered. In the order of
 * time.
 */
export function shownPeriod(
  heardAt: readonly number[],
  registeredMs: number,
  limitMs: number,
): number | null {
  const speech = freshSpeech();
  for (const at of heardAt) noteSpeech(speech, at, limitMs);
  const periodMs = periodOf(speech, registeredMs);
  return periodMs > registeredMs ? periodMs : null;
}

/** Nobody listened for a while: what it said then is not known. */
export function forgetPauses(speech: Speech): void {
  speech.reportAt = -1;
  speech.longPauses.length = 0;
}

/** Its own period where it is longer than the registered one, ms. */
export function periodOf(speech: Speech, registeredMs: number): number {
  if (speech.longPauses.length < enoughPauses) return registeredMs;
  return Math.max(registeredMs, ...speech.longPauses);
}
