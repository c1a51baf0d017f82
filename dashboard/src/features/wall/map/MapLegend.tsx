import { siteKinds } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { kindPaths, personPath } from './draw/shapes.ts';

const ways = ['asked', 'accepted', 'en-route', 'late'] as const;

/** What the shapes, figures and lines of the map mean. */
export function MapLegend(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="map-legend" role="group" aria-label={t('wall.map.legend')}>
      <ul>
        {siteKinds.map((kind) => (
          <li key={kind}>
            <svg className="map-legend-kind" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">
              <path d={kindPaths[kind]} />
            </svg>
            {t(`kind.${kind}`)}
          </li>
        ))}
      </ul>
      <ul className="map-legend-more">
        {(['here', 'old'] as const).map((which) => (
          <li key={which}>
            <svg
              className="map-legend-person"
              data-which={which}
              viewBox="-8 -9.5 16 17.5"
              aria-hidden="true"
            >
              <path d={personPath} />
            </svg>
            {t(`wall.map.person.${which}`)}
          </li>
        ))}
        {ways.map((way) => (
          <li key={way}>
            <svg className="map-legend-way" data-way={way} viewBox="0 0 34 12" aria-hidden="true">
              <path d="M1 6H33" />
            </svg>
            {t(`wall.map.way.${way}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
