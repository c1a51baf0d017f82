import { type AlarmLoad, floodBeginsAbove, manageableRate } from '@mingchu/shared/alarmLoad';
import type { Session } from '@mingchu/shared/http';
import { useTranslation } from 'react-i18next';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { Noise } from './Noise.tsx';

/** What the alarms ask of the officers (ISA-18.2, EEMUA 191), and who makes most of them. */
export function LoadAndNoise(props: { query: string; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const load = useAnswer<AlarmLoad>(`/statistics/load?${props.query}`);
  return (
    <>
      <Part title={t('office.load')} answer={load} empty={() => null}>
        {(figures) => (
          <dl className="office-figures">
            <div data-alarm={figures.perOfficerAnd10Min > manageableRate}>
              <dt>{t('office.load.per10')}</dt>
              <dd className="num">{figures.perOfficerAnd10Min.toFixed(2)}</dd>
              <dd className="office-before">{t('office.load.per10.aim')}</dd>
            </div>
            <div data-alarm={figures.peak10Min > floodBeginsAbove}>
              <dt>{t('office.load.peak')}</dt>
              <dd className="num">{Math.round(figures.peak10Min * 10) / 10}</dd>
              <dd className="office-before">{t('office.load.peak.aim')}</dd>
            </div>
            <div data-alarm={figures.floodShare >= 0.01}>
              <dt>{t('office.load.flood')}</dt>
              <dd className="num">{(figures.floodShare * 100).toFixed(1)}%</dd>
              <dd className="office-before">{t('office.load.flood.aim')}</dd>
            </div>
            <div data-alarm={figures.topTenShare >= 0.05}>
              <dt>{t('office.load.topTen')}</dt>
              <dd className="num">{(figures.topTenShare * 100).toFixed(0)}%</dd>
              <dd className="office-before">{t('office.load.topTen.aim')}</dd>
            </div>
          </dl>
        )}
      </Part>
      <Noise query={props.query} session={props.session} />
    </>
  );
}
