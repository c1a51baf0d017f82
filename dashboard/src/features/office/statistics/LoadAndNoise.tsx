import { type AlarmLoad, floodBeginsAbove, manageableRate } from '@mingchu/shared/alarmLoad';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceKey } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { ruleTitle, siteName } from '../../../ui/words.ts';
import { Part } from '../Page.tsx';
import { useAnswer, useSend } from '../useAnswer.ts';

/** One source of many alarms, with what would quieten it. */
interface Noise {
  ruleId: string;
  siteId: string;
  deviceId: string;
  episodes: number;
  falseAlarms: number;
  /** What this kitchen has of its own for the rule; a proposal is applied beside it. */
  siteParams: Record<string, unknown>;
  proposals: { param: 'forS' | 'hysteresis'; now: number; proposed: number; avoided: number }[];
}

/** What the alarms ask of the officers (ISA-18.2, EEMUA 191), and who makes most of them. */
export function LoadAndNoise(props: { query: string; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const load = useAnswer<AlarmLoad>(`/statistics/load?${props.query}`);
  const noise = useAnswer<{ items: Noise[] }>(`/statistics/noise?${props.query}`);
  const live = useLiveStore((store) => store.live);
  const deviceName = ({ siteId, deviceId }: Noise): string =>
    live.devices.get(deviceKey(siteId, deviceId))?.name ?? deviceId;
  const mayApply = may(props.session.role, 'site-rule.set');
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
      <Part
        title={t('office.noise')}
        answer={noise}
        empty={({ items }) => (items.length === 0 ? t('office.noNoise') : null)}
      >
        {({ items }) => (
          <table className="office-table">
            <thead>
              <tr>
                <th scope="col">{t('office.source')}</th>
                <th scope="col">{t('office.episodes')}</th>
                <th scope="col">{t('office.ofThemFalse')}</th>
                <th scope="col">{t('office.proposal')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={`${row.ruleId} ${row.siteId} ${row.deviceId}`}>
                  <th scope="row">
                    {ruleTitle(live, row.ruleId)}
                    <small>{` ${siteName(live, row.siteId)} · ${deviceName(row)}`}</small>
                  </th>
                  <td>{row.episodes}</td>
                  <td>{row.falseAlarms}</td>
                  <td>
                    {row.proposals.map((proposal) => (
                      <Proposal
                        key={proposal.param}
                        row={row}
                        proposal={proposal}
                        mayApply={mayApply}
                        applied={noise.again}
                      />
                    ))}
                    {row.proposals.length === 0 ? '–' : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Part>
    </>
  );
}

/** A person applies it, for this kitchen alone, after he has seen what it would have spared. */
function Proposal(props: {
  row: Noise;
  proposal: Noise['proposals'][number];
  mayApply: boolean;
  applied: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { row, proposal } = props;
  const { busy, error, send } = useSend();
  const [asking, setAsking] = useState(false);
  const text = t(`office.proposal.${proposal.param}`, { now: proposal.now, proposed: proposal.proposed });
  const apply = async (): Promise<void> => {
    const path = `/sites/${row.siteId}/rules/${row.ruleId}`;
    const body = {
      enabled: true,
      params: { ...row.siteParams, [proposal.param]: proposal.proposed },
      reason: text,
    };
    if (await send('PUT', path, body)) props.applied();
  };
  return (
    <div>
      {text} <small>{t('office.proposal.avoided', { n: proposal.avoided, of: row.episodes })}</small>{' '}
      {props.mayApply && !asking ? (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {t('office.apply')}
        </button>
      ) : null}
      {asking ? (
        <>
          <button type="button" className="button button-main" disabled={busy} onClick={() => void apply()}>
            {t('office.apply.sure')}
          </button>{' '}
          <button type="button" className="button" onClick={() => setAsking(false)}>
            {t('console.cancel')}
          </button>
        </>
      ) : null}
      {error ? <p className="act-error">{error}</p> : null}
    </div>
  );
}
