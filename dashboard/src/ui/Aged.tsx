import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type AgedKind, isPastLimit } from '../live/ageLimits.ts';
import { serverNow } from '../live/store.ts';
import { useServerNow, useServerSpeed } from '../live/useLive.ts';
import './aged.css';
import { whenMinuteText, whenText } from './time.ts';

/** Age of something by the server's clock, and whether it is past its limit; null when it has no time. */
export function useAge(kind: AgedKind, atMs: number | null): { ageMs: number | null; old: boolean } {
  const now = useServerNow();
  const speed = useServerSpeed();
  if (atMs === null) return { ageMs: null, old: false };
  const ageMs = Math.max(0, now - atMs);
  return { ageMs, old: isPastLimit(kind, ageMs, speed) };
}

/** Milliseconds since 1970 of an ISO time that may be missing. */
export function momentOf(at: string | null | undefined): number | null {
  return at == null ? null : Date.parse(at);
}

interface AgedProps {
  kind: AgedKind;
  /** When it was true, ISO 8601; null while it has no time. */
  at: string | null | undefined;
  children: ReactNode;
}

/** A panel of numbers: hatched, with the time as of which they were true, once that is too long ago. */
export function AgedPanel({ kind, at, children }: AgedProps): React.JSX.Element {
  const { t } = useTranslation();
  const atMs = momentOf(at);
  const { old } = useAge(kind, atMs);
  return (
    <div className="aged-panel" data-old={old}>
      {children}
      {old && atMs !== null ? (
        <p className="aged-cover hatched num" data-testid="aged">
          <span>{t('truth.asOf', { time: whenText(atMs, serverNow()) })}</span>
        </p>
      ) : null}
    </div>
  );
}

/** A value within a line: struck with hatching and dated in place once it is too old. */
export function AgedValue({ kind, at, children }: AgedProps): React.JSX.Element {
  const { t } = useTranslation();
  const atMs = momentOf(at);
  const { old } = useAge(kind, atMs);
  if (!old || atMs === null) return <b className="num">{children}</b>;
  return (
    <span className="aged-value num" data-testid="aged-value">
      <span>{children}</span> <small>{t('truth.asOf', { time: whenMinuteText(atMs, serverNow()) })}</small>
    </span>
  );
}
