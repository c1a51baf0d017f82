import { type ArrivalFigures, type ArrivalKey, arrivalKeys } from '@mingchu/shared/statistics';
import { severities } from '@mingchu/shared/violation';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { inspectorName, ruleTitle } from '../../../ui/words.ts';
import { Choices } from '../Choices.tsx';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { minutesText, rateText, smallNumber } from './figures.ts';

const keys = arrivalKeys.filter((key) => key !== 'all');
type Key = Exclude<ArrivalKey, 'all'>;

/** Arrivals by group, grid, person, rule, severity, hour or day. */
export function ArrivalTable(props: { query: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [by, setBy] = useState<Key>('group');
  return (
    <ArrivalPart
      by={by}
      query={props.query}
      title={t('office.arrivals')}
      choices={<Choices keys={keys} chosen={by} textOf={(key) => t(`office.by.${key}`)} choose={setBy} />}
    />
  );
}

/** One breakdown under its own title, as the report on paper has several. */
export function ArrivalPart(props: {
  by: Key;
  query: string;
  title: string;
  choices?: React.ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { by } = props;
  const live = useLiveStore((store) => store.live);
  const answer = useAnswer<{ items: ArrivalFigures[] }>(`/statistics/arrivals?by=${by}&${props.query}`);
  return (
    <Part
      title={props.title}
      answer={answer}
      empty={({ items }) => (items.length === 0 ? t('office.noOrders') : null)}
    >
      {({ items }) => (
        <>
          {props.choices}
          <table className="office-table office-numbers">
            <thead>
              <tr>
                <th scope="col">{t(`office.by.${by}`)}</th>
                <th scope="col">{t('office.orders')}</th>
                <th scope="col">{t('office.onTime')}</th>
                <th scope="col">{t('office.late')}</th>
                <th scope="col">{t('office.missed')}</th>
                <th scope="col">{t('office.medianAccept')}</th>
                <th scope="col">{t('office.medianArrive')}</th>
                <th scope="col">{t('office.p90Arrive')}</th>
                <th scope="col">{t('office.medianSubmit')}</th>
                <th scope="col">{t('office.medianClose')}</th>
              </tr>
            </thead>
            <tbody>
              {inOrder(by, items).map((row) => (
                <tr key={row.key} data-small={row.orders < smallNumber}>
                  <th scope="row">{keyText(live, by, row.key) || t('office.nobody')}</th>
                  <td>{row.orders}</td>
                  <td>{rateText(row.onTime, row.onTime + row.late + row.missed)}</td>
                  <td>{row.late}</td>
                  <td data-alarm={row.missed > 0}>{row.missed > 0 ? `◆ ${row.missed}` : 0}</td>
                  <td>{minutesText(row.medianAcceptMs)}</td>
                  <td>{minutesText(row.medianArriveMs)}</td>
                  <td>{minutesText(row.p90ArriveMs)}</td>
                  <td>{minutesText(row.medianSubmitMs)}</td>
                  <td>{minutesText(row.medianCloseMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Part>
  );
}

/** Hours by the clock, severities from the gravest; the others as they come. */
function inOrder(by: Key, items: readonly ArrivalFigures[]): ArrivalFigures[] {
  const place = ({ key }: ArrivalFigures): number => {
    if (by === 'hour') return Number(key);
    return by === 'severity' ? severities.findIndex((severity) => severity === key) : 0;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}

function keyText(live: LiveState, by: Key, key: string): string {
  if (key === '') return '';
  switch (by) {
    case 'group':
      return live.groups.find((group) => group.id === key)?.name ?? key;
    case 'grid':
      return live.grids.find((grid) => grid.id === key)?.name ?? key;
    case 'inspector':
      return inspectorName(live, key) ?? key;
    case 'rule':
      return ruleTitle(live, key);
    case 'severity':
      return wordFor('severity', key);
    case 'hour':
      return `${key.padStart(2, '0')}:00`;
    case 'day':
      return key;
  }
}
