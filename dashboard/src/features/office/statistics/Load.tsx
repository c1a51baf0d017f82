import { floodBeginsAbove, manageableRate } from '@mingchu/shared/alarmLoad';
import type { OfficerActs } from '@mingchu/shared/statistics';
import { useTranslation } from 'react-i18next';
import type { LoadAnswer } from '../../../live/useLoad.ts';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { minutesText } from './figures.ts';

/** What the alarms ask of the officers (ISA-18.2, EEMUA 191), and what each of them did. */
export function Load(props: { query: string }): React.JSX.Element {
  const { t } = useTranslation();
  const load = useAnswer<LoadAnswer>(`/statistics/load?${props.query}`);
  const officers = useAnswer<{ items: OfficerActs[] }>(`/statistics/officers?${props.query}`);
  return (
    <>
      <Part title={t('office.load')} answer={load} empty={() => null}>
        {(figures) => (
          <>
            <Figures figures={figures} />
            <p className="office-period">
              {figures.officersSeen === 0
                ? t('office.load.nobody')
                : t('office.load.divided', { n: figures.officersSeen })}
            </p>
          </>
        )}
      </Part>
      <Part
        title={t('office.officers')}
        answer={officers}
        empty={({ items }) => (items.length === 0 ? t('office.officers.none') : null)}
      >
        {({ items }) => (
          <table className="office-table office-numbers">
            <thead>
              <tr>
                <th scope="col">{t('office.officers.who')}</th>
                <th scope="col">{t('office.officers.acts')}</th>
                <th scope="col">{t('office.officers.acks')}</th>
                <th scope="col">{t('office.officers.medianAck')}</th>
                <th scope="col">{t('office.officers.peak')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.username}>
                  <th scope="row">{row.displayName}</th>
                  <td>{row.acts}</td>
                  <td>{row.acks}</td>
                  <td>{minutesText(row.medianAckMs)}</td>
                  <td>{row.peak10Min}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Part>
    </>
  );
}

function Figures({ figures }: { figures: LoadAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const { perOfficerAnd10Min, peak10Min, floodShare, topTenShare } = figures;
  return (
    <dl className="office-figures">
      <div data-alarm={perOfficerAnd10Min > manageableRate}>
        <dt>{t('office.load.per10')}</dt>
        <dd className="num">{perOfficerAnd10Min.toFixed(2)}</dd>
        <dd className="office-before">{t('office.load.per10.aim')}</dd>
      </div>
      <div data-alarm={peak10Min > floodBeginsAbove}>
        <dt>{t('office.load.peak')}</dt>
        <dd className="num">{Math.round(peak10Min * 10) / 10}</dd>
        <dd className="office-before">{t('office.load.peak.aim')}</dd>
      </div>
      <div data-alarm={floodShare >= 0.01}>
        <dt>{t('office.load.flood')}</dt>
        <dd className="num">{(floodShare * 100).toFixed(1)}%</dd>
        <dd className="office-before">{t('office.load.flood.aim')}</dd>
      </div>
      <div data-alarm={topTenShare >= 0.05}>
        <dt>{t('office.load.topTen')}</dt>
        <dd className="num">{(topTenShare * 100).toFixed(0)}%</dd>
        <dd className="office-before">{t('office.load.topTen.aim')}</dd>
      </div>
    </dl>
  );
}
