import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { useFittingRows } from '../fittingRows.ts';
import { openKitchens } from './deviceFigures.ts';
import { useDeviceStates } from './useDeviceStates.ts';
import './numbers.css';

/** Kitchens that are open now, and how many of them nobody sees. */
export function KitchensOpenPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { devices, sites } = useLiveParts('devices', 'sites');
  const minute = useServerNow(60_000);
  const states = useDeviceStates();
  const { open, watched, dark } = useMemo(
    () => openKitchens(states, { devices, sites }, minute),
    [states, devices, sites, minute],
  );
  const { list, fits } = useFittingRows<HTMLUListElement>(dark.length === 0);
  return (
    <section className="panel number" aria-label={t('numbers.kitchens')} data-testid="kitchens-open">
      <h2>{t('numbers.kitchens')}</h2>
      <p className="number-figure num">
        {sites.size === 0 ? '—' : open}
        <small>{sites.size === 0 ? '' : t('numbers.kitchens.of', { n: sites.size })}</small>
      </p>
      {sites.size === 0 ? <p className="number-empty">{t('numbers.kitchens.none')}</p> : null}
      {sites.size > 0 && open === 0 ? <p className="number-note">{t('numbers.kitchens.closed')}</p> : null}
      {open > 0 ? (
        <dl className="number-facts num">
          <div>
            <dt>{t('numbers.kitchens.watched')}</dt>
            <dd>{watched}</dd>
          </div>
          <div data-severity="major" data-marked={dark.length > 0}>
            <dt>
              {dark.length > 0 ? <SeverityMark severity="major" size="1.1em" /> : null}
              {t('numbers.kitchens.dark')}
            </dt>
            <dd>{dark.length}</dd>
          </div>
        </dl>
      ) : null}
      {dark.length > 0 ? (
        <ul className="number-names" ref={list}>
          {dark.slice(0, fits).map((site) => (
            <li key={site.id}>
              <span className="one-line">{site.name}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
