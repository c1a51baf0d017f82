import type { RulebookTrialAnswer, TrialDifference } from '@mingchu/shared/rulebookTrial';
import { maxTrialDays, trialKinds, trialLimits } from '@mingchu/shared/rulebookTrial';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage, listText } from '../../../i18n/language.ts';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { lengthText } from '../../../ui/time.ts';
import { ruleTitle, siteName } from '../../../ui/words.ts';
import { Moment } from '../Moment.tsx';
import { Page, Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import './trial.css';
import { useTrial } from './useTrial.ts';
import { ActError } from '../../../ui/ActError.tsx';

interface RuleText {
  id: string;
  title: { zh: string; en: string };
  yaml: string;
}

/** As tall as its text, so that what comes of it is in sight below. */
const leastLines = 8;
const mostLines = 16;

/** What changed rules would have done to the last days, before anybody puts them in force. */
export default function RulebookTrial(): React.JSX.Element {
  const { t } = useTranslation();
  const answer = useAnswer<{ items: RuleText[] }>('/rulebook');
  return (
    <Page title={t('office.rulebook')}>
      <Part title={t('trial.rules')} answer={answer} empty={() => null}>
        {({ items }) => <TrialForm rules={items} />}
      </Part>
    </Page>
  );
}

function TrialForm({ rules }: { rules: readonly RuleText[] }): React.JSX.Element {
  const { t } = useTranslation();
  const [ruleId, setRuleId] = useState('');
  const [text, setText] = useState('');
  const [days, setDays] = useState(7);
  const trial = useTrial();
  const choose = (id: string): void => {
    setRuleId(id);
    setText(rules.find((rule) => rule.id === id)?.yaml ?? '');
  };
  return (
    <>
      <p className="office-period">{t('trial.hint')}</p>
      <form
        className="trial-form"
        onSubmit={(event) => {
          event.preventDefault();
          void trial.start({ yaml: text, days });
        }}
      >
        <div className="office-row">
          <label className="office-grow">
            {t('trial.rule')}
            <select value={ruleId} onChange={(event) => choose(event.target.value)}>
              <option value="">{t('trial.rule.choose')}</option>
              {rules.map((rule) => (
                <option key={rule.id} value={rule.id}>
                  {inLanguage(rule.title)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('trial.days')}
            <input
              type="number"
              className="num"
              min={1}
              max={maxTrialDays}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            />
          </label>
        </div>
        <label className="trial-text">
          {t('trial.yaml')}
          <textarea
            className="num"
            rows={Math.min(mostLines, Math.max(leastLines, text.split('\n').length + 1))}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <div className="office-row">
          <button type="submit" className="button button-main" disabled={trial.busy || text.trim() === ''}>
            {t('trial.start')}
          </button>
          {trial.busy ? (
            <button type="button" className="button" onClick={trial.stop}>
              {t('trial.stop')}
            </button>
          ) : null}
        </div>
      </form>
      <ActError text={trial.error} />
      {trial.result ? <TrialOutcome result={trial.result} busy={trial.busy} /> : null}
    </>
  );
}

/** What the rules would have done, kitchen after kitchen. */
export function TrialOutcome(props: { result: RulebookTrialAnswer; busy: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { result, busy } = props;
  const rows = Object.entries(result.counts);
  return (
    <section data-testid="trial-result" aria-busy={busy}>
      <p role="status">
        <progress max={result.sitesTotal} value={result.sitesDone} aria-label={t('trial.progress.label')} />{' '}
        {t(busy ? 'trial.progress' : 'trial.done', {
          done: result.sitesDone,
          total: result.sitesTotal,
          count: result.observations,
        })}
      </p>
      {trialLimits.map((reason) => {
        const limited = result.limits.filter((one) => one.reason === reason);
        if (limited.length === 0) return null;
        const rules = listText(limited.map(({ ruleId }) => ruleTitle(live, ruleId)));
        return (
          <p key={reason} className="office-period" data-limit={reason}>
            {t(`trial.limit.${reason}`, { rules })}
          </p>
        );
      })}
      {rows.length === 0 ? (
        <p className="office-none">{t(busy ? 'office.loading' : 'trial.nothing')}</p>
      ) : (
        <table className="office-table office-numbers">
          <thead>
            <tr>
              <th scope="col">{t('trial.rule')}</th>
              {trialKinds.map((kind) => (
                <th key={kind} scope="col">
                  {t(`trial.kind.${kind}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([ruleId, counts]) => (
              <tr key={ruleId}>
                <th scope="row">{ruleTitle(live, ruleId)}</th>
                {trialKinds.map((kind) => (
                  <td key={kind} className="num" data-kind={kind}>
                    {counts[kind]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {result.differences.length > 0 ? <Differences live={live} differences={result.differences} /> : null}
      {result.unlisted > 0 ? (
        <p className="office-period">{t('trial.unlisted', { count: result.unlisted })}</p>
      ) : null}
    </section>
  );
}

/** Kitchen by kitchen they come; a person reads them by time. */
function byNewest(a: TrialDifference, b: TrialDifference): number {
  return b.flaggedAt.localeCompare(a.flaggedAt);
}

function Differences(props: { live: LiveState; differences: readonly TrialDifference[] }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, differences } = props;
  return (
    <table className="office-table" data-testid="trial-differences">
      <caption>{t('trial.differences', { count: differences.length })}</caption>
      <thead>
        <tr>
          {(['when', 'kind', 'rule', 'where', 'lasted'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`trial.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...differences].sort(byNewest).map((difference) => {
          const { kind, ruleId, siteId, deviceId, flaggedAt, shiftMs, lastedMs } = difference;
          const device = live.devices.get(deviceKey(siteId, deviceId))?.name ?? deviceId;
          return (
            <tr key={`${ruleId} ${siteId} ${deviceId} ${flaggedAt} ${kind}`}>
              <td>
                <Moment iso={flaggedAt} />
              </td>
              <td data-kind={kind}>
                {t(`trial.kind.${kind}`)}
                {shiftMs === 0 ? null : ` ${lengthText(Math.abs(shiftMs))}`}
              </td>
              <td>{ruleTitle(live, ruleId)}</td>
              <td>{`${siteName(live, siteId)} · ${device}`}</td>
              <td className="num">{lastedMs === null ? t('trial.lasts') : lengthText(lastedMs)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
