import { floodBeginsAbove, judgeRate, type LoadFigures, manageableRate } from '@mingchu/shared/alarmLoad';
import type { OfficerLoad } from '@mingchu/shared/todayNumbers';
import { severities } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { useLiveStore } from '../../../live/store.ts';
import { sourceText } from '../../../ui/words.ts';
import { LoadBar, LoadWord, roundedRate } from '../../../ui/LoadMark.tsx';

/** The indicators of ISA-18.2 and EEMUA 191 for one officer of those at a desk, quiet while they are met. */
export function LoadStrip(props: {
  load: OfficerLoad | null;
  per10Min: number;
  inFlood: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { load, per10Min, inFlood } = props;
  const judgement = inFlood ? 'flood' : judgeRate(per10Min);
  return (
    <section
      className="load-strip num"
      data-testid="load-strip"
      data-judgement={judgement}
      aria-label={t('console.load')}
    >
      <p className="load-now">
        <LoadBar rate={per10Min} />
        <span>
          {t('console.load.now')} <b>{roundedRate(per10Min)}</b>
        </span>
        <LoadWord judgement={judgement} />
      </p>
      {load ? <Figures day={load.day} /> : null}
    </section>
  );
}

function Figures({ day }: { day: LoadFigures }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const percent = (share: number): string => `${Math.round(share * 1_000) / 10}%`;
  const { unattendedShare } = day;
  return (
    <ul>
      <li data-beyond={day.perOfficerAnd10Min > manageableRate} title={t('console.load.average.aim')}>
        {t('console.load.average')} <b>{roundedRate(day.perOfficerAnd10Min)}</b>
      </li>
      <li data-beyond={day.peak10Min > floodBeginsAbove} title={t('console.load.peak.aim')}>
        {t('console.load.peak')} <b>{roundedRate(day.peak10Min)}</b>
      </li>
      <li data-beyond={day.floodShare >= 0.01} title={t('console.load.floodShare.aim')}>
        {t('console.load.floodShare')} <b>{percent(day.floodShare)}</b>
      </li>
      {unattendedShare === null ? null : (
        <li data-beyond={day.announcedToNobody > 0} title={t('officers.unattended.aim')}>
          {t('officers.unattended')} <b>{percent(unattendedShare)}</b>
          {day.announcedToNobody > 0 ? ` · ${t('officers.toNobody', { n: day.announcedToNobody })}` : ''}
        </li>
      )}
      <li data-beyond={day.stale >= 5} title={t('console.load.stale.aim')}>
        {t('console.load.stale')} <b>{day.stale}</b>
      </li>
      <li>
        {t('console.load.shelved')} <b>{day.shelved}</b>
      </li>
      <li
        data-beyond={day.chattering.length > 0}
        title={day.chattering.map((source) => sourceText(live, source)).join('\n')}
      >
        {t('console.load.chattering')} <b>{day.chattering.length}</b>
      </li>
      <li className="load-split">
        {severities.map((severity) => (
          <span key={severity} data-severity={severity}>
            <SeverityMark severity={severity} size="0.7rem" /> {day.bySeverity[severity]}
          </span>
        ))}
      </li>
    </ul>
  );
}
