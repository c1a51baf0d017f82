import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { useFittingRows } from '../fittingRows.ts';
import { deviceFigures } from './deviceFigures.ts';
import { useDeviceStates } from './useDeviceStates.ts';
import './numbers.css';

/** How many devices are heard, which faults the others have, and where silence gathers. */
export function DevicesPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { devices, sites, grids } = useLiveParts('devices', 'sites', 'grids');
  const states = useDeviceStates();
  const { total, counts, worst } = useMemo(
    () => deviceFigures(states, { devices, sites, grids }),
    [states, devices, sites, grids],
  );
  const { list, fits } = useFittingRows<HTMLUListElement>(worst.length === 0);
  const silent = counts.silent > 0;
  return (
    <section className="panel number" aria-label={t('numbers.devices')} data-testid="devices">
      <h2>{t('numbers.devices')}</h2>
      {total === 0 ? (
        <p className="number-empty">{t('numbers.devices.none')}</p>
      ) : (
        <>
          <p className="number-figure num" data-severity="minor" data-marked={silent}>
            {silent ? <SeverityMark severity="minor" size="0.7em" /> : null}
            {silent ? counts.silent : total}
            <small>
              {silent ? t('numbers.devices.silent', { n: total }) : t('numbers.devices.allOnline')}
            </small>
          </p>
          <dl className="number-facts num">
            <Fact label={t('numbers.devices.skewed')} count={counts.skewed} />
            <Fact label={t('numbers.devices.gaps')} count={counts.gaps} />
          </dl>
          {worst.length > 0 ? (
            <ul className="number-names" ref={list}>
              {worst.slice(0, fits).map((place) => (
                <li key={place.id}>
                  <span className="one-line">{place.name}</span>
                  <b className="num">{place.silent}</b>
                </li>
              ))}
            </ul>
          ) : null}
        </>
      )}
    </section>
  );
}

function Fact(props: { label: string; count: number }): React.JSX.Element {
  return (
    <div data-some={props.count > 0}>
      <dt>{props.label}</dt>
      <dd>{props.count}</dd>
    </div>
  );
}
