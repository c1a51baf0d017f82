import { type Dispatch, ladderMinute } from '@mingchu/shared/dispatch';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../../live/useLive.ts';
import { countdownOf } from '../../../live/worklist.ts';
import { countdownText, wholeSecond } from '../../../ui/Ring.tsx';

const minuteMs = 60_000;
/** From here on the figures warn, then alarm, ms left. */
const soonMs = 3 * minuteMs;
const nowOrNeverMs = minuteMs;

/**
 * Time left in figures that one reads in the sun, with the minute of the ladder and a bar. `arrivalWaits`: the server has
 * not judged the arrival, and may count it from its receipt.
 */
export function Countdown(props: { order: Dispatch; arrivalWaits?: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const { order } = props;
  const now = useServerNow(250);
  const countdown = countdownOf(order, now);
  if (countdown.kind === 'none') return <p className="countdown-words">{t('phone.clock.none')}</p>;
  const text = countdownText(countdownOf(order, wholeSecond(now)));
  const { totalMs } = countdown;
  const total = Math.round(totalMs / minuteMs);
  if (countdown.kind === 'stopped')
    return (
      <div className="countdown" data-testid="countdown" data-tone={countdown.late ? 'done-late' : 'done'}>
        <p className="countdown-words">
          {t(
            props.arrivalWaits
              ? 'phone.clock.arrivalWaits'
              : countdown.late
                ? 'phone.clock.arrivedLate'
                : 'phone.clock.arrived',
          )}
        </p>
        <p className="countdown-figures num">{text}</p>
      </div>
    );
  const elapsedMs =
    countdown.kind === 'running' ? totalMs - countdown.remainingMs : totalMs + countdown.overdueMs;
  const minute = ladderMinute(0, elapsedMs);
  const tone =
    countdown.kind === 'overdue'
      ? 'late'
      : countdown.remainingMs <= nowOrNeverMs
        ? 'now'
        : countdown.remainingMs <= soonMs
          ? 'soon'
          : 'calm';
  return (
    <div
      className="countdown"
      data-testid="countdown"
      data-tone={tone}
      data-remaining-ms={Math.round(totalMs - elapsedMs)}
    >
      <p className="countdown-words">
        <span>{t(countdown.kind === 'overdue' ? 'phone.clock.over' : 'phone.clock.left')}</span>
        <b className="num">{t('phone.clock.minute', { minute, total })}</b>
      </p>
      <p className="countdown-figures num" role="timer">
        {text}
      </p>
      <div className="countdown-bar" aria-hidden="true">
        <i style={{ width: `${Math.min(100, (elapsedMs / totalMs) * 100)}%` }} />
      </div>
    </div>
  );
}
