import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow, useLiveStore } from '../live/store.ts';
import { useServerNow } from '../live/useLive.ts';
import './notLive.css';
import { whenText } from './time.ts';

/**
 * Stands where a screen should be and is not, with its reason and a button. On a wall it looks as the cover of a wall
 * that is not live, and says since when.
 */
export function StoppedPage(props: {
  title: string;
  hint: string;
  action: { text: string; run: () => void };
}): React.JSX.Element {
  const { title, hint, action } = props;
  const onWall = location.pathname.startsWith('/wall');
  return (
    <main className={onWall ? 'stopped-page hatched' : 'plain'} data-testid="stopped">
      <div className={onWall ? 'not-live-card' : 'plain-card'} role="alert">
        <h1 className={onWall ? 'not-live-title' : undefined}>{title}</h1>
        {onWall ? <NotLiveSince /> : null}
        <p className={onWall ? 'not-live-hint' : undefined}>{hint}</p>
        <button type="button" onClick={action.run}>
          {action.text}
        </button>
      </div>
    </main>
  );
}

/** From the last proof that this page was live; else from when it stopped. */
function NotLiveSince(): React.JSX.Element {
  const provenAtMs = useLiveStore((store) => store.provenAtServerMs);
  const [stoppedAtMs] = useState(serverNow);
  const time = whenText(provenAtMs ?? stoppedAtMs, useServerNow(60_000));
  return <p className="not-live-since num" lang="en">{`NOT LIVE since ${time}`}</p>;
}

/** What is shown when a page has failed for good: it loads itself again, when the server hands it out. */
export function FailedPage(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <StoppedPage
      title={t('page.failed')}
      hint={t('page.failed.hint')}
      action={{ text: t('page.reload'), run: () => location.reload() }}
    />
  );
}
