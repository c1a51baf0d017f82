import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { windDeadMan } from '../live/deadMan.ts';
import { useLiveStore } from '../live/store.ts';
import { useNotLive, useServerNow } from '../live/useLive.ts';
import { useLinkText } from './linkText.ts';
import './notLive.css';
import { whenText } from './time.ts';

/**
 * Covers the whole screen while it is not live, so that nobody takes old facts for new. It is always drawn, with the
 * time of the last proof of life, and the browser's compositor shows it by itself at the limit; this thread only has
 * to keep it away. What it says besides (why, and to those who hear the page read out) needs this thread.
 */
export function NotLiveCover(): React.JSX.Element {
  const { t } = useTranslation();
  const cover = useRef<HTMLDivElement>(null);
  const { notLive, sinceMs } = useNotLive();
  const why = useWhy();
  const signedOut = useLiveStore((store) => store.link === 'unauthorized');
  const time = useDeadMan(cover, sinceMs);
  const hint = t('live.notLive.hint', { time });
  return (
    <div
      ref={cover}
      className="not-live-cover hatched"
      data-testid={notLive ? 'not-live' : 'dead-man'}
      role={notLive ? 'alert' : undefined}
      aria-hidden={!notLive}
    >
      <div className="not-live-card">
        <p className="not-live-title">{t('live.notLive')}</p>
        <p className="not-live-since num" lang="en">
          {`NOT LIVE since ${time}`}
        </p>
        <p className="not-live-hint num">{notLive ? `${why} · ${hint}` : hint}</p>
        {notLive && signedOut ? (
          <a href={`/login?next=${encodeURIComponent(location.pathname + location.search)}`}>
            {t('session.signIn')}
          </a>
        ) : null}
      </div>
    </div>
  );
}

/**
 * The same on screens that one works with: a banner, since a form must not vanish under the hand; and a frame around
 * the page, which the compositor shows at the limit even when this thread can draw no banner.
 */
export function NotLiveBanner(): React.JSX.Element {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const { notLive, sinceMs } = useNotLive();
  const time = useDeadMan(frame, sinceMs);
  return (
    <>
      <div ref={frame} className="not-live-frame" data-testid="dead-man" aria-hidden="true">
        <span className="num" lang="en">{`NOT LIVE since ${time}`}</span>
      </div>
      {notLive ? (
        <div className="not-live-banner num" data-testid="not-live" role="alert">
          <strong>{t('live.notLive')}</strong>
          <span>{t('live.notLive.hint', { time })}</span>
        </div>
      ) : null}
    </>
  );
}

/** Lets the compositor show an element that is drawn always; answers the time to write on it. */
function useDeadMan(element: React.RefObject<HTMLElement | null>, sinceMs: number): string {
  const [, drawAgain] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const stopWinding = windDeadMan(element.current, () => drawAgain((count) => count + 1));
    return stopWinding;
  }, [element]);
  return whenText(sinceMs, useServerNow(60_000));
}

/** What keeps the screen from being live, in a few words. */
function useWhy(): string {
  const { t } = useTranslation();
  const link = useLiveStore((store) => store.link);
  const blind = useLiveStore((store) => store.serverBlind);
  const linkText = useLinkText();
  if (link !== 'synced') return linkText;
  return t(blind ? 'truth.serverBlind' : 'link.disconnected');
}
