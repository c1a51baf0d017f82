import { acceptableRate, floodBeginsAbove, manageableRate } from '@mingchu/shared/alarmLoad';
import { severities } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { useLiveStore } from '../../../live/store.ts';
import type { LoadAnswer } from '../../../live/useLoad.ts';
import { sourceText } from '../../../ui/words.ts';

/** The bar ends beyond the beginning of a flood. */
const barEnd = floodBeginsAbove * 1.25;

/** The indicators of ISA-18.2 and EEMUA 191 per duty officer who is online, quiet while they are met. */
export function LoadStrip(props: {
  load: LoadAnswer | null;
  per10Min: number;
  inFlood: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { load, per10Min, inFlood } = props;
  const word = inFlood
    ? 'flood'
    : per10Min <= acceptableRate
      ? 'acceptable'
      : per10Min <= manageableRate
        ? 'manageable'
        : 'over-demanding';
  return (
    <section
      className="load-strip num"
      data-testid="load-strip"
      data-judgement={word}
      aria-label={t('console.load')}
    >
      <p className="load-now">
        <span className="load-bar" aria-hidden="true">
          <i style={{ width: `${Math.min(1, per10Min / barEnd) * 100}%` }} />
          <em style={{ left: `${(floodBeginsAbove / barEnd) * 100}%` }} />
        </span>
        <span>
          {t('console.load.now')} <b>{rounded(per10Min)}</b>
        </span>
        <b className="load-word">
          {inFlood ? '◆ ' : ''}
          {t(`console.load.${word}`)}
        </b>
      </p>
      {load ? <Figures load={load} /> : null}
    </section>
  );
}

function Figures(props: { load: LoadAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const { load } = props;
  const live = useLiveStore((store) => store.live);
  const percent = (share: number): string => `${Math.round(share * 1_000) / 10}%`;
  return (
    <ul>
      <li title={t('console.load.officers.aim')}>
        {t('console.load.officers')} <b>{load.officersSeen}</b>
      </li>
      <li data-beyond={load.perOfficerAnd10Min > manageableRate} title={t('console.load.average.aim')}>
        {t('console.load.average')} <b>{rounded(load.perOfficerAnd10Min)}</b>
      </li>
      <li data-beyond={load.peak10Min > floodBeginsAbove} title={t('console.load.peak.aim')}>
        {t('console.load.peak')} <b>{rounded(load.peak10Min)}</b>
      </li>
      <li data-beyond={load.floodShare >= 0.01} title={t('console.load.floodShare.aim')}>
        {t('console.load.floodShare')} <b>{percent(load.floodShare)}</b>
      </li>
      <li data-beyond={load.stale >= 5} title={t('console.load.stale.aim')}>
        {t('console.load.stale')} <b>{load.stale}</b>
      </li>
      <li>
        {t('console.load.shelved')} <b>{load.shelved}</b>
      </li>
      <li
        data-beyond={load.chattering.length > 0}
        title={load.chattering.map((source) => sourceText(live, source)).join('\n')}
      >
        {t('console.load.chattering')} <b>{load.chattering.length}</b>
      </li>
      <li className="load-split">
        {severities.map((severity) => (
          <span key={severity} data-severity={severity}>
            <SeverityMark severity={severity} size="0.7rem" /> {load.bySeverity[severity]}
          </span>
        ))}
      </li>
    </ul>
  );
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
