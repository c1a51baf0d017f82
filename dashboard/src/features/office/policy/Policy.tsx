import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import {
  type EscalationPolicy,
  type LadderPolicy,
  type PolicyView,
  usualUnheardS,
  toldWords,
} from '@mingchu/shared/policy';
import { severities } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { actorText } from '../../../ui/words.ts';
import { Page, Part } from '../Page.tsx';
import { useAnswer, useSend } from '../useAnswer.ts';
import { Preview } from './Preview.tsx';
import { ActError } from '../../../ui/ActError.tsx';

const steps = ['offerExpiresS', 'unheardS', 'warnS', 'dueS', 'escalateS'] as const;
const lists = ['breachTells', 'escalateTells'] as const;

/** The escalation policy: every time of the ladder and who is told, with what it would do before it does it. */
export default function Policy(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const answer = useAnswer<PolicyView>('/policy');
  const [draft, setDraft] = useState<EscalationPolicy | null>(null);
  const [reason, setReason] = useState('');
  const { busy, error, send } = useSend();
  const view = answer.body;
  useEffect(() => setDraft(view?.policy ?? null), [view]);
  const maySet = may(props.session.role, 'policy.set');
  const changed = view !== null && JSON.stringify(draft) !== JSON.stringify(view.policy);
  const save = async (): Promise<void> => {
    if (view === null || draft === null) return;
    const done = await send('PUT', '/policy', {
      revision: view.revision,
      policy: draft,
      reason: reason.trim(),
    });
    if (!done) return;
    setReason('');
    answer.again();
  };
  return (
    <Page title={t('office.policy')}>
      <Part title={t('office.policy.ladder')} answer={answer} empty={() => null}>
        {(body) => (
          <>
            <p className="office-period">
              {body.set === null
                ? t('office.policy.shipped')
                : t('office.policy.set', { by: actorText(live, body.set.by), reason: body.set.reason })}
            </p>
            {draft === null ? null : <LadderTable policy={draft} change={setDraft} readOnly={!maySet} />}
            {maySet ? (
              <div className="office-row">
                <label className="office-grow">
                  {t('office.reason')}
                  <input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
                </label>
                <button
                  type="button"
                  className="button button-main"
                  disabled={busy || !changed || reason.trim() === ''}
                  onClick={() => void save()}
                >
                  {t('office.policy.save')}
                </button>
                <button
                  type="button"
                  className="button"
                  disabled={!changed}
                  onClick={() => setDraft(body.policy)}
                >
                  {t('office.undo')}
                </button>
                <button type="button" className="button" onClick={() => setDraft(body.shipped)}>
                  {t('office.policy.toShipped')}
                </button>
              </div>
            ) : null}
            <ActError text={error} />
            {draft === null ? null : <Preview policy={draft} />}
          </>
        )}
      </Part>
    </Page>
  );
}

function LadderTable(props: {
  policy: EscalationPolicy;
  change: (policy: EscalationPolicy) => void;
  readOnly: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { policy, change, readOnly } = props;
  const set = (severity: (typeof severities)[number], part: Partial<LadderPolicy>): void =>
    change({
      ...policy,
      severities: { ...policy.severities, [severity]: { ...policy.severities[severity], ...part } },
    });
  return (
    <table className="office-table">
      <thead>
        <tr>
          <th scope="col">{t('office.by.severity')}</th>
          {steps.map((step) => (
            <th key={step} scope="col">
              {t(`office.policy.${step}`)}
            </th>
          ))}
          {lists.map((list) => (
            <th key={list} scope="col">
              {t(`office.policy.${list}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {severities.map((severity) => (
          <tr key={severity}>
            <th scope="row">{t(`severity.${severity}`)}</th>
            {steps.map((step) => (
              <td key={step}>
                <Minutes
                  label={`${t(`severity.${severity}`)} ${t(`office.policy.${step}`)}`}
                  readOnly={readOnly}
                  seconds={policy.severities[severity][step] ?? usualUnheardS}
                  change={(seconds) => set(severity, { [step]: seconds })}
                />
              </td>
            ))}
            {lists.map((list) => (
              <td key={list}>
                <div className="office-chips">
                  {toldWords.map((word) => {
                    const chosen = policy.severities[severity][list];
                    const on = chosen.includes(word);
                    return (
                      <button
                        key={word}
                        type="button"
                        aria-pressed={on}
                        disabled={readOnly}
                        onClick={() =>
                          set(severity, {
                            [list]: on ? chosen.filter((each) => each !== word) : [...chosen, word],
                          })
                        }
                      >
                        {t(`office.who.${word}`)}
                      </button>
                    );
                  })}
                </div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Seconds as people say them, in minutes; what is being typed stays as it is typed. */
function Minutes(props: {
  label: string;
  readOnly: boolean;
  seconds: number;
  change: (seconds: number) => void;
}): React.JSX.Element {
  const { seconds, change } = props;
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      type="number"
      min={0.1}
      step="any"
      className="num office-minutes"
      aria-label={props.label}
      readOnly={props.readOnly}
      value={typed ?? String(Math.round((seconds / 60) * 100) / 100)}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.target.value);
        const given = Math.round(Number(event.target.value) * 60);
        if (given >= 1) change(given);
      }}
    />
  );
}
