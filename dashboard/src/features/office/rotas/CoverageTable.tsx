import type { GridCoverage } from '@mingchu/shared/shift';
import { useTranslation } from 'react-i18next';
import { listText } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { minuteText } from '../../../ui/time.ts';
import { inspectorName } from '../../../ui/words.ts';

/** People named for the present; the others are counted. */
const maxNamed = 3;

/** The next 24 hours of each grid as a band: who is there, and in amber where nobody is. */
export function CoverageTable(props: { grids: GridCoverage[]; live: LiveState }): React.JSX.Element {
  const { t } = useTranslation();
  const { grids, live } = props;
  const namesText = (ids: readonly string[]): string => {
    const named = ids.slice(0, maxNamed).map((id) => inspectorName(live, id));
    return `${listText(named)}${ids.length > maxNamed ? t('office.andMore', { rest: ids.length - maxNamed }) : ''}`;
  };
  return (
    <table className="office-table office-coverage">
      <thead>
        <tr>
          <th scope="col">{t('office.by.grid')}</th>
          <th scope="col">{t('office.coverage.now')}</th>
          <th scope="col">{t('office.coverage.day')}</th>
        </tr>
      </thead>
      <tbody>
        {grids.map(({ gridId, gridName, segments }) => {
          const [now] = segments;
          const startMs = Date.parse(now?.from ?? '');
          const wholeMs = Date.parse(segments.at(-1)?.to ?? '') - startMs;
          const nobody = now === undefined || now.inspectorIds.length === 0;
          return (
            <tr key={gridId} data-testid="cover" data-grid-id={gridId}>
              <th scope="row">{gridName}</th>
              <td data-warn={nobody}>
                {nobody ? `▲ ${t('office.coverage.nobody')}` : namesText(now.inspectorIds)}
                {!nobody && Date.parse(now.to) - startMs < wholeMs ? (
                  <small className="cover-until num">
                    {t('office.until', { time: minuteText(Date.parse(now.to)) })}
                  </small>
                ) : null}
              </td>
              <td>
                <div className="cover-band">
                  {segments.map((segment, index) => {
                    const share = (Date.parse(segment.to) - Date.parse(segment.from)) / wholeMs;
                    const people = listText(segment.inspectorIds.map((id) => inspectorName(live, id)));
                    const span = `${minuteText(Date.parse(segment.from))}–${minuteText(Date.parse(segment.to))}`;
                    return (
                      <span
                        key={segment.from}
                        style={{ flexGrow: share }}
                        data-warn={people === ''}
                        title={`${span} ${people || t('office.coverage.nobody')}`}
                      >
                        {people === '' ? (
                          `▲ ${span} ${t('office.coverage.nobody')}`
                        ) : (
                          <>
                            {index === 0 ? null : <b>{minuteText(Date.parse(segment.from))}</b>}
                            {people}
                          </>
                        )}
                      </span>
                    );
                  })}
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
