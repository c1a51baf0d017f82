import { useTranslation } from 'react-i18next';
import { useUnjudgedSince } from '../live/judgement.ts';
import { useLiveStore } from '../live/store.ts';
import { useServerNow, useWrongClock } from '../live/useLive.ts';
import { SessionEndsLine, useSessionEnd } from './SessionEnds.tsx';
import './truthSigns.css';
import { clockText, lengthText, whenText } from './time.ts';

/** What is over stays in sight for this long, ms. */
const shownForMs = 10 * 60_000;

/**
 * What this screen has found out about itself; nothing while all is well. `lastDayBelow`: the last day of the session is
 * told elsewhere on it.
 */
export function TruthSigns({ lastDayBelow = false }: { lastDayBelow?: boolean }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { difference, standstill } = useLiveStore((store) => store.truth);
  const unjudgedMs = useUnjudgedSince();
  const brokerLostSince = useLiveStore((store) => store.brokerLostSince);
  const intakeGoneSince = useLiveStore((store) => store.intakeGoneSince);
  const wrongByMs = useWrongClock();
  const sessionEnd = useSessionEnd();
  const now = useServerNow(10_000);
  const signs: { kind: string; text: string }[] = [];
  if (brokerLostSince !== null)
    signs.push({
      kind: 'broker-lost',
      text: t('truth.brokerLost', { time: whenText(Date.parse(brokerLostSince), now) }),
    });
  if (intakeGoneSince !== null)
    signs.push({
      kind: 'intake-gone',
      text: t('truth.intakeGone', { time: whenText(Date.parse(intakeGoneSince), now) }),
    });
  if (unjudgedMs !== null)
    signs.push({ kind: 'unjudged', text: t('truth.unjudged', { time: whenText(unjudgedMs, now) }) });
  if (wrongByMs !== null) {
    const by = lengthText(Math.abs(wrongByMs));
    signs.push({ kind: 'clock', text: t(wrongByMs > 0 ? 'truth.clock.fast' : 'truth.clock.slow', { by }) });
  }
  if (difference && now - difference.atMs < shownForMs) {
    const time = clockText(difference.atMs);
    signs.push({
      kind: 'difference',
      text: t(difference.healed ? 'truth.healed' : 'truth.differs', { time }),
    });
  }
  if (standstill && now - standstill.fromMs - standstill.forMs < shownForMs) {
    const time = clockText(standstill.fromMs);
    const { forMs } = standstill;
    const text =
      standstill.kind === 'was-stuck'
        ? t('truth.stuck', { time, s: Math.round(forMs / 1_000) })
        : t('truth.slept', { time, by: lengthText(forMs) });
    signs.push({ kind: standstill.kind, text });
  }
  const end = sessionEnd?.stage === 'last-day' && lastDayBelow ? null : sessionEnd;
  if (signs.length === 0 && end === null) return null;
  return (
    <p className="truth-signs one-line num" role="status" data-testid="truth-signs">
      {signs.map(({ kind, text }) => (
        <span key={kind} data-sign={kind}>
          {`▲ ${text}`}
        </span>
      ))}
      {end === null ? null : <SessionEndsLine end={end} />}
    </p>
  );
}
