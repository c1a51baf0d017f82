import { useTranslation } from 'react-i18next';
import { useSession } from '../../../http/session.ts';
import { useLiveStore } from '../../../live/store.ts';
import { useLink, useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { SoundControl } from '../../../sound/SoundControl.tsx';
import { momentOf, useAge } from '../../../ui/Aged.tsx';
import { useLinkText } from '../../../ui/linkText.ts';
import { ageText, clockText, dateText } from '../../../ui/time.ts';
import { TruthSigns } from '../../../ui/TruthSigns.tsx';
import { CoverageWarning } from './CoverageWarning.tsx';
import './header.css';

/**
 * Name and district; what is wrong with the watch itself (two lines, nothing when all is well); the sound; whether what
 * is shown is live and how old it is; and the clock.
 */
export function WallHeader(): React.JSX.Element {
  const { t } = useTranslation();
  const { district, coverage } = useLiveParts('district', 'coverage');
  const now = useServerNow();
  const session = useSession(({ state }) => (state.status === 'signed-in' ? state.session : null));
  return (
    <header className="wall-header">
      <h1>
        明厨 <span lang="en">Mingchu</span>
      </h1>
      <p className="wall-district one-line">{district || t('app.tagline')}</p>
      <div className="wall-notes">
        <TruthSigns lastDayBelow />
        <CoverageWarning gaps={coverage} />
      </div>
      {session ? <SoundControl session={session} /> : null}
      <Freshness />
      <div className="wall-time">
        <p className="wall-clock num">{clockText(now)}</p>
        <p className="wall-date">{dateText(now)}</p>
      </div>
    </header>
  );
}

/** Whether the screen is in step with the server, and how old the newest message of a device is. */
function Freshness(): React.JSX.Element {
  const { t } = useTranslation();
  const link = useLink();
  const linkText = useLinkText();
  const lastIntakeAt = useLiveStore((store) => store.lastIntakeAt);
  const { ageMs, old } = useAge('intake', momentOf(lastIntakeAt));
  return (
    <div className="wall-freshness">
      <p className="wall-link" data-link={link}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          {link === 'synced' ? <circle cx="12" cy="12" r="8" /> : <path d="M3 3 21 21M21 3 3 21" />}
        </svg>
        {linkText}
      </p>
      <p className="wall-age num" data-old={old}>
        {old ? '▲ ' : ''}
        {ageMs === null ? t('live.noData') : t('live.dataAge', { age: ageText(ageMs) })}
      </p>
    </div>
  );
}
