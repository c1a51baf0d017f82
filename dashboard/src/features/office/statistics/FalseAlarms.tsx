import { type FalseAlarmFigures, type FalseAlarmKey, falseAlarmKeys } from '@mingchu/shared/statistics';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { deviceText, ruleTitle } from '../../../ui/words.ts';
import { Choices } from '../Choices.tsx';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { rateText, smallNumber } from './figures.ts';

/** What became of the violations of each rule, or of each device. */
export function FalseAlarms(props: { query: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [by, setBy] = useState<FalseAlarmKey>('rule');
  const live = useLiveStore((store) => store.live);
  const answer = useAnswer<{ items: FalseAlarmFigures[] }>(
    `/statistics/false-alarms?by=${by}&${props.query}`,
  );
  const nameOf = (key: string): string => {
    if (by === 'rule') return ruleTitle(live, key);
    const [siteId = '', deviceId = ''] = key.split('/');
    return deviceText(live, siteId, deviceId);
  };
  return (
    <Part
      title={t('office.falseAlarms')}
      answer={answer}
      empty={({ items }) => (items.length === 0 ? t('office.noViolations') : null)}
    >
      {({ items }) => (
        <>
          <Choices keys={falseAlarmKeys} chosen={by} textOf={(key) => t(`office.by.${key}`)} choose={setBy} />
          <table className="office-table office-numbers">
            <thead>
              <tr>
                <th scope="col">{t(`office.by.${by}`)}</th>
                <th scope="col">{t('office.violations')}</th>
                <th scope="col">{t('office.judged')}</th>
                <th scope="col">{t('office.falseRate')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.key} data-small={row.judged < smallNumber}>
                  <th scope="row">{nameOf(row.key)}</th>
                  <td>{row.violations}</td>
                  <td>{row.judged}</td>
                  <td>{rateText(row.falseAlarms, row.judged)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Part>
  );
}
