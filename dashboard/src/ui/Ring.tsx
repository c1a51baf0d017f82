import type { Dispatch } from '@mingchu/shared/dispatch';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../live/useLive.ts';
import { type Countdown, countdownOf } from '../live/worklist.ts';
import './ring.css';
import { durationText } from './time.ts';

/** Time left at which the ring turns orange, then red, ms. */
const soonMs = 3 * 60_000;
const nowOrNeverMs = 60_000;

type Tone = 'calm' | 'soon' | 'now' | 'late' | 'done' | 'done-late' | 'none';

function toneOf(countdown: Countdown): Tone {
  switch (countdown.kind) {
    case 'none':
      return 'none';
    case 'overdue':
      return 'late';
    case 'stopped':
      return countdown.late ? 'done-late' : 'done';
    case 'running':
      return countdown.remainingMs <= nowOrNeverMs
        ? 'now'
        : countdown.remainingMs <= soonMs
          ? 'soon'
          : 'calm';
  }
}

/** What the ring says: time left, time over with a plus, or the time it took. */
export function countdownText(countdown: Countdown): string {
  switch (countdown.kind) {
    case 'none':
      return '--:--';
    case 'running':
      return durationText(countdown.remainingMs);
    case 'overdue':
      return `+${durationText(countdown.overdueMs)}`;
    case 'stopped':
      return durationText(countdown.tookMs);
  }
}

/** Figures follow whole seconds of the server, on each screen and in each part of it: side by side they agree. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

/** Share of the ten minutes that is left, 0 to 1. */
function shareLeft(countdown: Countdown): number {
  switch (countdown.kind) {
    case 'none':
    case 'overdue':
      return 0;
    case 'running':
      return Math.min(1, countdown.remainingMs / countdown.totalMs);
    case 'stopped':
      return 1;
  }
}

function remainingOf(dispatch: Dispatch | null, countdown: Countdown): number | undefined {
  if (countdown.kind === 'running') return Math.round(countdown.remainingMs);
  if (countdown.kind === 'overdue') return -Math.round(countdown.overdueMs);
  if (countdown.kind === 'stopped' && dispatch)
    return Date.parse(dispatch.dueAt) - Date.parse(dispatch.arrivedAt ?? '');
  return undefined;
}

const radius = 42;
const circumference = 2 * Math.PI * radius;

/** The ten minutes as a ring with mm:ss beside (`beside`) or inside (`inside`) it. */
export function Ring(props: { dispatch: Dispatch | null; text: 'beside' | 'inside' }): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow(250);
  const countdown = countdownOf(props.dispatch, now);
  const text = countdownText(countdownOf(props.dispatch, wholeSecond(now)));
  const tone = toneOf(countdown);
  const left = shareLeft(countdown);
  const caption =
    countdown.kind === 'overdue'
      ? t('time.overdue')
      : countdown.kind === 'stopped'
        ? t('wall.arrivedAfter')
        : '';
  return (
    <div
      className={`ring ring-${props.text}`}
      data-testid="ring"
      data-tone={tone}
      data-remaining-ms={remainingOf(props.dispatch, countdown)}
      role="timer"
      aria-label={`${caption || t('time.left')} ${text}`}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle className="ring-track" cx="50" cy="50" r={radius} />
        <circle
          className="ring-left"
          cx="50"
          cy="50"
          r={radius}
          strokeDasharray={`${left * circumference} ${circumference}`}
          transform="rotate(-90 50 50)"
        />
        {countdown.kind === 'stopped' ? <path className="ring-tick" d="M30 51 45 66 71 37" /> : null}
        {countdown.kind === 'overdue' ? <path className="ring-tick" d="M50 26V56M50 68V74" /> : null}
      </svg>
      <div className="ring-words">
        {caption ? <span className="ring-caption">{caption}</span> : null}
        <span className="ring-text num">{text}</span>
      </div>
    </div>
  );
}
