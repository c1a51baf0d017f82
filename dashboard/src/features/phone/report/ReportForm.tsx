import type { Question } from '@mingchu/shared/report';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { doAct } from '../acts/outbox.ts';
import { type Draft, useDraft } from '../acts/useDraft.ts';
import { OneOf } from '../OneOf.tsx';
import type { ShownOrder } from '../orders/overlay.ts';
import { PhotoButton, PhotoStrip } from '../photo/PhotoField.tsx';
import type { FormProps } from './formProps.ts';
import { Missing } from './Missing.tsx';
import { Outcome, OutcomeDetail } from './Outcome.tsx';
import { emptyReport, lackingIn, type ReportDraft, reportKey, submitBody } from './reportDraft.ts';
import { Signing } from './Signing.tsx';
import { useChecklist } from './useChecklist.ts';

/** The report of an order: what was found, by the checklist of its violation, with pictures and a signature. */
export function ReportForm(props: {
  live: LiveState;
  shown: ShownOrder;
  ruleId: string | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const checklist = useChecklist(props.shown.order.id, props.ruleId);
  const draft = useDraft<ReportDraft>(reportKey(props.shown.order.id), emptyReport);
  if (checklist === 'loading' || !draft.ready) return <p className="phone-note">{t('app.loading')}</p>;
  if (checklist === null) return <p className="order-note">{t('phone.report.noChecklist')}</p>;
  return <Form {...props} checklist={checklist} draft={draft} />;
}

function Form(props: FormProps): React.JSX.Element {
  const { t } = useTranslation();
  const { checklist, draft } = props;
  const { fields, change } = draft;
  const { order } = props.shown;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const lacking = lackingIn(fields, checklist);

  async function submit(): Promise<void> {
    setTried(true);
    if (lacking.length > 0) return;
    setBusy(true);
    setError(null);
    const result = await doAct({ dispatchId: order.id, act: 'submit', body: submitBody(fields, checklist) });
    setBusy(false);
    if (result.how === 'refused') setError(result.text);
    // What is only kept may still be refused: the draft stays until the order is seen to be reported.
    else if (result.how === 'sent') await draft.drop();
  }

  return (
    <form
      className="order-report"
      data-testid="report"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h4>{`${t('phone.stage.submitted')} · ${inLanguage(checklist.title)}`}</h4>
      <Outcome {...props} />
      <OutcomeDetail {...props} />
      {checklist.questions.map((question) => (
        <QuestionField key={question.id} question={question} draft={draft} />
      ))}
      <Photos {...props} />
      <Signing draft={draft} />
      <label className="field">
        {t('phone.report.note')}
        <textarea
          name="comment"
          rows={2}
          maxLength={500}
          value={fields.comment}
          onChange={(event) => change({ comment: event.target.value })}
        />
      </label>
      <div aria-live="polite">
        {tried && lacking.length > 0 ? <Missing lacking={lacking} /> : null}
        {error ? <p className="order-error">{error}</p> : null}
      </div>
      <button type="submit" className="step step-main" data-testid="act-submit" disabled={busy}>
        {t('act.submit')}
      </button>
    </form>
  );
}

function QuestionField(props: { question: Question; draft: Draft<ReportDraft> }): React.JSX.Element {
  const { t } = useTranslation();
  const { question, draft } = props;
  const given = draft.fields.answers[question.id];
  const answer = (value: boolean | string): void =>
    draft.change((before) => ({ answers: { ...before.answers, [question.id]: value } }));
  const asked = question.required
    ? inLanguage(question.text)
    : `${inLanguage(question.text)}${t('phone.optional')}`;
  if (question.kind === 'yes-no')
    return (
      <OneOf
        part={`answer ${question.id}`}
        legend={asked}
        name={question.id}
        values={['yes', 'no']}
        textOf={(value) => t(`phone.${value}`)}
        chosen={typeof given === 'boolean' ? (given ? 'yes' : 'no') : null}
        choose={(value) => answer(value === 'yes')}
      />
    );
  const number = question.kind === 'number';
  return (
    <label className="field" data-part={`answer ${question.id}`}>
      {question.unit ? `${asked} · ${question.unit}` : asked}
      <input
        name={question.id}
        inputMode={number ? 'decimal' : 'text'}
        maxLength={number ? 12 : 1_000}
        value={typeof given === 'string' ? given : ''}
        onChange={(event) => answer(event.target.value)}
      />
    </label>
  );
}

function Photos({ shown, draft }: FormProps): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="photos">
      {(['before', 'after'] as const).map((when) => (
        <div key={when} data-part={`photo-${when}`}>
          <PhotoStrip
            dispatchId={shown.order.id}
            names={draft.fields[when]}
            label={t(`phone.photo.${when}`)}
            onRemove={(name) =>
              draft.change((fields) => ({ [when]: fields[when].filter((each) => each !== name) }))
            }
          />
          <PhotoButton
            dispatchId={shown.order.id}
            purpose={when}
            label={t(`phone.photo.${when}`)}
            onTaken={(name) => draft.change((fields) => ({ [when]: [...fields[when], name] }))}
          />
        </div>
      ))}
    </div>
  );
}
