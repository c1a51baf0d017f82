import { floodBeginsAbove, type LoadFigures, manageableRate } from '@mingchu/shared/alarmLoad';
import type { OfficerFigures } from '@mingchu/shared/statistics';
import { useTranslation } from 'react-i18next';
import { LoadBar, LoadWord, roundedRate } from '../../../ui/LoadMark.tsx';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { hoursText, minutesText, percentText } from './figures.ts';

/** What the alarms ask of the officers (ISA-18.2, EEMUA 191), and what each of them did. */
export function Load(props: { query: string }): React.JSX.Element {
  const { t } = useTranslation();
  const load = useAnswer<LoadFigures>(`/statistics/load?${props.query}`);
  const officers = useAnswer<{ items: OfficerFigures[] }>(`/statistics/officers?${props.query}`);
  return (
    <>
      <Part title={t('office.load')} answer={load} empty={() => null}>
        {(figures) => (
          <>
            <Figures figures={figures} />
            <p className="office-period">{attendanceText(figures)}</p>
          </>
        )}
      </Part>
      <Part
        title={t('office.officers')}
        answer={officers}
        empty={({ items }) => (items.length === 0 ? t('office.officers.none') : null)}
      >
        {({ items }) => <OfficerTable items={items} />}
      </Part>
    </>
  );

  function attendanceText({ meanPresent, unattendedShare, announcedToNobody }: LoadFigures): string {
    if (meanPresent === null || unattendedShare === null) return t('office.load.unknown');
    const mean = { n: roundedRate(meanPresent) };
    if (unattendedShare === 0) return t('office.load.divided', mean);
    const share = percentText(unattendedShare, 1);
    return `${t('office.load.divided', mean)} ▲ ${t('office.load.nobody', { share, n: announcedToNobody })}`;
  }
}

function OfficerTable({ items }: { items: readonly OfficerFigures[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <table className="office-table office-numbers office-officers">
      <thead>
        <tr>
          <th scope="col">{t('office.officers.who')}</th>
          <th scope="col">{t('office.officers.present')}</th>
          <th scope="col">{t('office.officers.given')}</th>
          <th scope="col" title={t('officers.last10Min.aim')}>
            {t('office.officers.per10')}
          </th>
          <th scope="col">{t('office.officers.peak')}</th>
          <th scope="col">{t('office.officers.flood')}</th>
          <th scope="col">{t('office.officers.acts')}</th>
          <th scope="col">{t('officers.acks')}</th>
          <th scope="col">{t('officers.reviews')}</th>
          <th scope="col">{t('officers.dispatches')}</th>
          <th scope="col">{t('officers.medianAck')}</th>
          <th scope="col">{t('office.officers.mostActs')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((row) => (
          <tr key={row.username}>
            <th scope="row">{row.displayName}</th>
            <td>{hoursText(row.presentMs)}</td>
            <td>{roundedRate(row.given)}</td>
            <td className="office-load">
              {row.judgement === null ? (
                '–'
              ) : (
                <>
                  <LoadBar rate={row.per10Min} /> {row.per10Min.toFixed(1)}{' '}
                  <LoadWord judgement={row.judgement} />
                </>
              )}
            </td>
            <td>{roundedRate(row.peak10Min)}</td>
            <td>{percentText(row.floodShare, 1)}</td>
            <td>{row.acts}</td>
            <td>{row.acks}</td>
            <td>{row.reviews}</td>
            <td>{row.dispatches}</td>
            <td>{minutesText(row.medianAckMs)}</td>
            <td>{row.mostActs10Min}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Figures({ figures }: { figures: LoadFigures }): React.JSX.Element {
  const { perOfficerAnd10Min, peak10Min, floodShare, topTenShare } = figures;
  return (
    <dl className="office-figures">
      <Figure name="per10" text={perOfficerAnd10Min.toFixed(2)} alarm={perOfficerAnd10Min > manageableRate} />
      <Figure name="peak" text={String(roundedRate(peak10Min))} alarm={peak10Min > floodBeginsAbove} />
      <Figure name="flood" text={`${(floodShare * 100).toFixed(1)}%`} alarm={floodShare >= 0.01} />
      <Figure name="topTen" text={`${(topTenShare * 100).toFixed(0)}%`} alarm={topTenShare >= 0.05} />
    </dl>
  );
}

/** A figure and what it should be; what is beyond that is told by shape as well as by colour. */
function Figure(props: {
  name: 'per10' | 'peak' | 'flood' | 'topTen';
  text: string;
  alarm: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { name, text, alarm } = props;
  return (
    <div data-alarm={alarm}>
      <dt>{t(`office.load.${name}`)}</dt>
      <dd className="num">
        {alarm ? '◆ ' : ''}
        {text}
      </dd>
      <dd className="office-before">{t(`office.load.${name}.aim`)}</dd>
    </div>
  );
}
