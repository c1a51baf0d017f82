import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../live/store.ts';
import { useNotLive } from '../live/useLive.ts';
import './notLive.css';
import { clockText } from './time.ts';

/** Covers the whole screen while it is not live, so that nobody takes old facts for new. */
export function NotLiveCover(): React.JSX.Element | null {
  const { t } = useTranslation();
  const { notLive, sinceMs } = useNotLive();
  const link = useLiveStore((store) => store.link);
  if (!notLive) return null;
  const time = clockText(sinceMs);
  return (
    <div className="not-live-cover hatched" data-testid="not-live" role="alert">
      <div className="not-live-card">
        <p className="not-live-title">{t('live.notLive')}</p>
        <p className="not-live-since num" lang="en">
          {`NOT LIVE since ${time}`}
        </p>
        <p className="not-live-hint num">{`${t(`link.${link === 'synced' ? 'disconnected' : link}`)} · ${t('live.notLive.hint', { time })}`}</p>
      </div>
    </div>
  );
}

/** The same on screens that one works with: a banner, since a form must not vanish under the hand. */
export function NotLiveBanner(): React.JSX.Element | null {
  const { t } = useTranslation();
  const { notLive, sinceMs } = useNotLive();
  if (!notLive) return null;
  return (
    <div className="not-live-banner num" data-testid="not-live" role="alert">
      <strong>{t('live.notLive')}</strong>
      <span>{t('live.notLive.hint', { time: clockText(sinceMs) })}</span>
    </div>
  );
}
