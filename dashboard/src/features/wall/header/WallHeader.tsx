import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { useLink, useServerNow } from '../../../live/useLive.ts';
import { momentOf, useAge } from '../../../ui/Aged.tsx';
import { CoverageWarning } from './CoverageWarning.tsx';
import { ageText, clockText, dateText } from '../../../ui/time.ts';
import { TruthSigns } from '../../../ui/TruthSigns.tsx';
import './header.css';

/** Name, district, whether what is shown is live and how old it is, and the clock. */
export function WallHeader(props: { live: LiveState }): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const link = useLink();
  const lastIntakeAt = useLiveStore((store) => store.lastIntakeAt);
  const { ageMs, old } = useAge('intake', momentOf(lastIntakeAt));
  return (
    <header className="wall-header">
      <h1>
        明厨 <span lang="en">Mingchu</span>
      </h1>
      <p className="wall-district one-line">{props.live.district || t('app.tagline')}</p>
      <TruthSigns />
      <CoverageWarning gaps={props.live.coverage} />
      <p className="wall-link" data-link={link}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          {link === 'synced' ? <circle cx="12" cy="12" r="8" /> : <path d="M3 3 21 21M21 3 3 21" />}
        </svg>
        {t(`link.${link}`)}
      </p>
      <p className="wall-age num" data-old={old}>
        {old ? '▲ ' : ''}
        {ageMs === null ? t('live.noData') : t('live.dataAge', { age: ageText(ageMs) })}
      </p>
      <p className="wall-date">{dateText(now)}</p>
      <p className="wall-clock num">{clockText(now)}</p>
    </header>
  );
}
