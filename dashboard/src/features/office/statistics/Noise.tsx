import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { type NoiseKey, noiseKeys, type NoiseLine, type QuietProposal } from '@mingchu/shared/statistics';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { deviceText, ruleTitle } from '../../../ui/words.ts';
import { Choices } from '../Choices.tsx';
import { Part } from '../Page.tsx';
import { useAnswer, useSend } from '../useAnswer.ts';
import { ActError } from '../../../ui/ActError.tsx';

/** Who makes most alarms, by rule, by device or by both, each with what would quieten it. */
export function Noise(props: { query: string; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const [by, setBy] = useState<NoiseKey>('source');
  const noise = useAnswer<{ items: NoiseLine[] }>(`/statistics/noise?by=${by}&${props.query}`);
  const live = useLiveStore((store) => store.live);
  const { role } = props.session;
  return (
    <Part
      title={t('office.noise')}
      answer={noise}
      empty={({ items }) => (items.length === 0 ? t('office.noNoise') : null)}
    >
      {({ items }) => (
        <>
          <Choices
            keys={noiseKeys}
            chosen={by}
            textOf={(key) => t(`office.noise.by.${key}`)}
            choose={setBy}
          />
          <table className="office-table">
            <thead>
              <tr>
                <th scope="col">{t(`office.noise.by.${by}`)}</th>
                <th scope="col">{t('office.episodes')}</th>
                <th scope="col">{t('office.ofThemFalse')}</th>
                <th scope="col">{by === 'device' ? t('office.noise.main') : t('office.proposal')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((line) => (
                <tr key={`${line.ruleId} ${line.siteId} ${line.deviceId}`}>
                  <Source live={live} line={line} />
                  <td>{line.episodes}</td>
                  <td>{line.falseAlarms}</td>
                  <td>
                    {by === 'device' ? (
                      <>
                        {ruleTitle(live, line.mainRuleId)}{' '}
                        {line.sources > 1 ? (
                          <small>{t('office.noise.rules', { n: line.sources })}</small>
                        ) : null}
                      </>
                    ) : (
                      <Proposals
                        line={line}
                        mayApply={may(role, 'site-rule.set')}
                        mayTry={may(role, 'rulebook.try')}
                        applied={noise.again}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Part>
  );
}

function Source({ live, line }: { live: LiveState; line: NoiseLine }): React.JSX.Element {
  const { t } = useTranslation();
  const { ruleId, siteId, deviceId, sources } = line;
  const device = siteId === null || deviceId === null ? null : deviceText(live, siteId, deviceId);
  if (ruleId === null) return <th scope="row">{device}</th>;
  return (
    <th scope="row">
      {ruleTitle(live, ruleId)} <small>{device ?? t('office.noise.sources', { n: sources })}</small>
    </th>
  );
}

/** What would quieten it; of a whole rule as advice, because that is a change of the rulebook. */
function Proposals(props: {
  line: NoiseLine;
  mayApply: boolean;
  mayTry: boolean;
  applied: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { line } = props;
  const { ruleId, siteId } = line;
  if (line.switchedOff) return <>{t('office.noise.off')}</>;
  if (line.proposals.length === 0) return <>–</>;
  return (
    <>
      {line.proposals.map((proposal) => (
        <div key={proposal.param} className="office-proposal">
          <ProposalText proposal={proposal} />{' '}
          {props.mayApply && ruleId !== null && siteId !== null ? (
            <Apply place={{ ruleId, siteId }} proposal={proposal} applied={props.applied} />
          ) : null}
        </div>
      ))}
      {siteId === null && props.mayTry ? (
        <Link href="/office/rulebook">{t('office.noise.tryRule')}</Link>
      ) : null}
    </>
  );
}

function ProposalText({ proposal }: { proposal: QuietProposal }): React.JSX.Element {
  const { t } = useTranslation();
  const { param, now, proposed, avoided, of } = proposal;
  return (
    <>
      {t(`office.proposal.${param}`, { now, proposed })}{' '}
      <small title={t(`office.proposal.${proposal.reason}`)}>
        {t('office.proposal.avoided', { n: avoided, of })}
      </small>
    </>
  );
}

/** A person applies it, for this kitchen alone, after he has seen what it would have spared. */
function Apply(props: {
  place: { ruleId: string; siteId: string };
  proposal: QuietProposal;
  applied: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { ruleId, siteId } = props.place;
  const { param, now, proposed } = props.proposal;
  const { busy, error, send } = useSend();
  const [asking, setAsking] = useState(false);
  const apply = async (): Promise<void> => {
    const reason = t(`office.proposal.${param}`, { now, proposed });
    const body = { param, from: now, to: proposed, reason };
    if (await send('POST', `/sites/${siteId}/rules/${ruleId}/adjust`, body)) props.applied();
  };
  return (
    <>
      {asking ? (
        <>
          <button type="button" className="button button-main" disabled={busy} onClick={() => void apply()}>
            {t('office.apply.sure')}
          </button>{' '}
          <button type="button" className="button" onClick={() => setAsking(false)}>
            {t('console.cancel')}
          </button>
        </>
      ) : (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {t('office.apply')}
        </button>
      )}
      <ActError text={error} />
    </>
  );
}
