import {
  type Dispatch,
  type DispatchAct,
  dispatchActRoles,
  dispatchTransitions,
  type SubmitFinding,
  submitFindings,
} from '@mingchu/shared/dispatch';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../http/useAct.ts';
import { currentPosition } from './position.ts';

/** The acts an inspector has in the order's state, from the shared tables. */
function actsOf(dispatch: Dispatch): DispatchAct[] {
  const acts = Object.keys(dispatchTransitions[dispatch.state]) as DispatchAct[];
  return acts.filter((act) => (dispatchActRoles[act] as readonly string[]).includes('inspector'));
}

const declineReasons = ['far', 'busy', 'off'] as const;

/** The next step as one big button; what needs words opens beneath it. */
export function OrderSteps(props: { dispatch: Dispatch }): React.JSX.Element {
  const { t } = useTranslation();
  const { dispatch } = props;
  const { busy, error, act } = useAct();
  const [declining, setDeclining] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const acts = actsOf(dispatch);
  const path = `/dispatches/${dispatch.id}`;
  const { version } = dispatch;

  async function go(name: 'accept' | 'depart' | 'arrive'): Promise<void> {
    if (name === 'accept') return void (await act(path, name, { version }));
    setNote(t('phone.locating'));
    const position = await currentPosition();
    setNote(position || name === 'depart' ? null : t('phone.noPosition'));
    await act(path, name, { version, ...position });
  }

  if (dispatch.state === 'submitted') {
    return (
      <p className="order-done">
        {`${t('phone.done')}${dispatch.finding ? ` · ${t(`finding.${dispatch.finding}`)}` : ''}`}
      </p>
    );
  }
  const steps = (['accept', 'depart', 'arrive'] as const).filter((name) => acts.includes(name));
  return (
    <div className="order-steps">
      {steps.map((name, index) => (
        <button
          key={name}
          type="button"
          className={index === 0 ? 'step step-main' : 'step'}
          data-testid={`act-${name}`}
          disabled={busy !== null}
          onClick={() => void go(name)}
        >
          {t(`act.${name}`)}
        </button>
      ))}
      {acts.includes('submit') ? (
        <Report busy={busy !== null} send={(body) => act(path, 'submit', { version, ...body })} />
      ) : null}
      {acts.includes('decline') ? (
        <button
          type="button"
          className="step"
          data-testid="act-decline"
          aria-expanded={declining}
          disabled={busy !== null}
          onClick={() => setDeclining(!declining)}
        >
          {t('act.decline')}
        </button>
      ) : null}
      {declining && acts.includes('decline') ? (
        <div className="order-decline" role="group" aria-label={t('phone.decline.why')}>
          <p>{t('phone.decline.why')}</p>
          {declineReasons.map((reason) => (
            <button
              key={reason}
              type="button"
              className="step"
              data-testid={`decline-${reason}`}
              disabled={busy !== null}
              onClick={() => void act(path, 'decline', { version, reason: t(`phone.decline.${reason}`) })}
            >
              {t(`phone.decline.${reason}`)}
            </button>
          ))}
        </div>
      ) : null}
      <div aria-live="polite">
        {note ? <p className="order-note">{note}</p> : null}
        {error ? <p className="order-error">{error}</p> : null}
      </div>
    </div>
  );
}

function Report(props: {
  busy: boolean;
  send: (body: { finding: SubmitFinding; comment?: string }) => Promise<boolean>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [finding, setFinding] = useState<SubmitFinding>('confirmed');
  const [comment, setComment] = useState('');
  return (
    <form
      className="order-report"
      onSubmit={(event) => {
        event.preventDefault();
        void props.send({ finding, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) });
      }}
    >
      <fieldset>
        <legend>{t('phone.report')}</legend>
        {submitFindings.map((each) => (
          <label key={each} data-chosen={each === finding}>
            <input
              type="radio"
              name="finding"
              value={each}
              checked={each === finding}
              onChange={() => setFinding(each)}
            />
            {t(`finding.${each}`)}
          </label>
        ))}
      </fieldset>
      <label className="order-comment">
        {t('phone.report.note')}
        <textarea
          name="comment"
          rows={2}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </label>
      <button type="submit" className="step step-main" data-testid="act-submit" disabled={props.busy}>
        {t('act.submit')}
      </button>
    </form>
  );
}
