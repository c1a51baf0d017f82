import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { type NoiseKey, noiseKeys, type NoiseLine, type QuietProposal } from '@mingchu/shared/statistics';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { deviceText, ruleTitle } from '../../../ui/words.ts';
import { Choices } from '../Choices.tsx';
import { Part } from '../Page.tsx';
import { useAnswer, useSend } from '../useAnswer.ts';
import { ActError } from '../../../ui/ActError.tsx';
import { QuietPreview } from './QuietPreview.tsx';

/** What is looked at more closely: a proposal of a rule, or those of a device. */
interface Opened {
  line: string;
  title: string;
  path: string;
}

const keyOf = ({ ruleId, siteId, deviceId }: NoiseLine) => `${ruleId} ${siteId} ${deviceId}`;

/** Who makes most alarms, by rule, by device or by both, each with what would quieten it. */
export function Noise(props: {
  query: string;
  session: Session;
  /** Something was applied. */
  changed: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [by, setBy] = useState<NoiseKey>('source');
  const [opened, setOpened] = useState<Opened | null>(null);
  const noise = useAnswer<{ items: NoiseLine[] }>(`/statistics/noise?by=${by}&${props.query}`);
  const { role } = props.session;
  const applied = (): void => {
    noise.again();
    props.changed();
  };
  const close = (changed: boolean): void => {
    setOpened(null);
    if (changed) applied();
  };
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
            choose={(key) => {
              setBy(key);
              setOpened(null);
            }}
          />
          <table className="office-table">
            <thead>
              <tr>
                <th scope="col">{t(`office.noise.by.${by}`)}</th>
                <th scope="col">{t('office.episodes')}</th>
                <th scope="col">{t('office.ofThemFalse')}</th>
                <th scope="col">{t('office.proposal')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((line) => (
                <Fragment key={keyOf(line)}>
                  <Line
                    line={line}
                    role={role}
                    query={props.query}
                    opened={opened}
                    open={setOpened}
                    applied={applied}
                  />
                  {opened?.line === keyOf(line) ? (
                    <tr>
                      <td colSpan={4} className="quiet-place">
                        <QuietPreview
                          key={opened.path}
                          title={opened.title}
                          path={opened.path}
                          by={line.ruleId === null ? 'device' : 'rule'}
                          mayApply={may(role, 'site-rule.set')}
                          close={close}
                        />
                      </td>
                    </tr>
                  ) : null}
                </Fragment>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Part>
  );
}

interface LineProps {
  line: NoiseLine;
  role: Session['role'];
  /** Of the span. */
  query: string;
  opened: Opened | null;
  open: (opened: Opened) => void;
  applied: () => void;
}

function Line(props: LineProps): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { line, role } = props;
  return (
    <tr>
      <Source live={live} line={line} />
      <td>{line.episodes}</td>
      <td>{line.falseAlarms}</td>
      <td>
        {line.switchedOff ? t('office.noise.off') : line.proposals.length === 0 ? '–' : null}
        {line.switchedOff ? null : line.ruleId === null ? (
          <DeviceProposals {...props} />
        ) : line.siteId === null ? (
          <RuleProposals {...props} ruleId={line.ruleId} />
        ) : (
          line.proposals.map((proposal) => (
            <div key={proposal.param} className="office-proposal">
              <ProposalText proposal={proposal} />{' '}
              {may(role, 'site-rule.set') && line.siteId !== null ? (
                <Apply
                  place={{ ruleId: proposal.ruleId, siteId: line.siteId }}
                  proposal={proposal}
                  applied={props.applied}
                />
              ) : null}
            </div>
          ))
        )}
      </td>
    </tr>
  );
}

/** For every kitchen that one looks at; whoever keeps the rulebook may try it there. */
function RuleProposals({
  line,
  ruleId,
  role,
  query,
  opened,
  open,
}: LineProps & { ruleId: string }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  return (
    <>
      {line.proposals.map((proposal) => {
        const { param, now, proposed } = proposal;
        const path = `/statistics/noise/rules/${ruleId}/preview?param=${param}&proposed=${proposed}&${query}`;
        const title = `${ruleTitle(live, ruleId)} · ${t(`office.proposal.${param}`, { now, proposed })}`;
        return (
          <div key={param} className="office-proposal">
            <ProposalText proposal={proposal} />{' '}
            <button
              type="button"
              className="button"
              aria-expanded={opened?.path === path}
              onClick={() => open({ line: keyOf(line), title, path })}
            >
              {t('office.quiet.perSite')}
            </button>
          </div>
        );
      })}
      {line.proposals.length > 0 && may(role, 'rulebook.try') ? (
        <Link href="/office/rulebook">{t('office.noise.tryRule')}</Link>
      ) : null}
    </>
  );
}

/** Of its rules, which hold for the kitchen. */
function DeviceProposals({ line, query, opened, open }: LineProps): React.JSX.Element | null {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { siteId, deviceId, proposals } = line;
  if (siteId === null || deviceId === null || proposals.length === 0) return null;
  const path = `/statistics/noise/devices/${siteId}/${deviceId}/preview?${query}`;
  return (
    <>
      {proposals.map((proposal) => (
        <div key={`${proposal.ruleId} ${proposal.param}`} className="office-proposal">
          {ruleTitle(live, proposal.ruleId)} · <ProposalText proposal={proposal} />
        </div>
      ))}
      <button
        type="button"
        className="button"
        aria-expanded={opened?.path === path}
        onClick={() => open({ line: keyOf(line), title: deviceText(live, siteId, deviceId), path })}
      >
        {t('office.quiet.perRule', { n: proposals.length })}
      </button>
    </>
  );
}

function Source({ live, line }: { live: LiveState; line: NoiseLine }): React.JSX.Element {
  const { t } = useTranslation();
  const { ruleId, siteId, deviceId, sources, mainRuleId } = line;
  const device = siteId === null || deviceId === null ? null : deviceText(live, siteId, deviceId);
  if (ruleId === null)
    return (
      <th scope="row">
        {device}{' '}
        <small>
          {sources > 1
            ? t('office.noise.mostly', { rule: ruleTitle(live, mainRuleId), n: sources })
            : ruleTitle(live, mainRuleId)}
        </small>
      </th>
    );
  return (
    <th scope="row">
      {ruleTitle(live, ruleId)} <small>{device ?? t('office.noise.sources', { n: sources })}</small>
    </th>
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
