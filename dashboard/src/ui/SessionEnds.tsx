import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { askAgain, useSession } from '../http/session.ts';
import { type SessionEnd, sessionEndAt } from '../http/sessionEnd.ts';
import { useServerNow } from '../live/useLive.ts';
import { lengthText, spanText } from './time.ts';
import './sessionEnds.css';

const minuteMs = 60_000;

/** The end of this page's session when it is near, by the server's clock; whoever signs in anew beside it is noticed. */
export function useSessionEnd(): SessionEnd | null {
  const endsAtMs = useSession(({ state }) => (state.status === 'signed-in' ? state.endsAtMs : null));
  const nowMs = useServerNow(minuteMs);
  const end = endsAtMs === null ? null : sessionEndAt(endsAtMs, nowMs);
  const near = end !== null;
  useEffect(() => {
    if (!near) return;
    const ask = (): void => void askAgain();
    addEventListener('focus', ask);
    return () => removeEventListener('focus', ask);
  }, [near]);
  return end;
}

/** A line that says when one must sign in anew, and leads there beside this page, which goes on. */
export function SessionEndsLine({ end }: { end: SessionEnd }): React.JSX.Element {
  const { t } = useTranslation();
  const [path] = useLocation();
  const search = useSearch();
  const { stage, endsAtMs, leftMs } = end;
  const when = spanText(endsAtMs);
  const next = encodeURIComponent(search ? `${path}?${search}` : path);
  return (
    <span className="session-ends num" data-stage={stage} data-testid="session-ends">
      {stage === 'soon' ? t('session.ends', { when }) : null}
      {stage === 'last-day' ? `▲ ${t('session.ends.lastDay', { when, left: lengthText(leftMs) })}` : null}
      {' · '}
      <a href={`/login?next=${next}`} target="_blank" rel="opener">
        {t('session.signIn')}
      </a>
    </span>
  );
}

/** The line for pages one works with; nothing while the end is far. */
export function SessionEnds(): React.JSX.Element | null {
  const end = useSessionEnd();
  return end && <SessionEndsLine end={end} />;
}

/** On a wall: the last day is a bar of its own across the screen, which takes nothing away from the panels. */
export function SessionEndsBar(): React.JSX.Element | null {
  const end = useSessionEnd();
  return end?.stage === 'last-day' ? <SessionEndsStrip end={end} /> : null;
}

/** The bar itself. */
export function SessionEndsStrip({ end }: { end: SessionEnd }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="session-ends-bar" role="status">
      <SessionEndsLine end={end} />
      <span>{t('session.ends.wall')}</span>
    </div>
  );
}
