import type { EstimatedArrival } from '@mingchu/shared/dispatch';
import type { TFunction } from 'i18next';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { useFormFocus } from '../../../ui/useFormFocus.ts';
import { bodyFrom, type FormAct } from './actBody.ts';
import { CandidateField } from './CandidateField.tsx';
import { type Draft, useDraft } from './drafts.ts';
import { CommentField, MinutesField, ReasonField, ShelveFields, TransferFields } from './fields.tsx';
import { useArrivals } from './useArrivals.ts';
import { VerdictFields } from './VerdictFields.tsx';

export interface FieldProps {
  live: LiveState;
  item: WorkItem;
  draft: Draft;
  /** Of the act that names a person; else empty. */
  arrivals: readonly EstimatedArrival[];
}

/** What cannot be taken back says so above its button. */
const finalActs: ReadonlySet<FormAct> = new Set(['recall', 'verify', 'confirm-arrival', 'transfer']);

interface ActFormProps {
  act: FormAct;
  live: LiveState;
  item: WorkItem;
  busy: boolean;
  /** False once the act is no longer open: what is typed stays to be read. */
  open: boolean;
  /** What took it away, once that is known. */
  happened?: string;
  send: (body: object, draft: Draft) => void;
  cancel: () => void;
}

/** What an act needs to know: a verdict, a time, a person, a reason. It opens once it knows when whom to expect. */
export function ActForm(props: ActFormProps): React.JSX.Element {
  const { t } = useTranslation();
  const arrivals = useArrivals(props.act === 'dispatch' ? props.item.siteId : null);
  if (arrivals !== null) return <Fields {...props} arrivals={arrivals} />;
  return (
    <p className="act-hint" role="status">
      {t('console.candidates.asking')}
    </p>
  );
}

function Fields(props: ActFormProps & Pick<FieldProps, 'arrivals'>): React.JSX.Element {
  const { t } = useTranslation();
  const { act, live, item, arrivals } = props;
  const draft = useDraft(`${item.id} ${act}`);
  const form = useFormFocus();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    props.send(bodyFrom(act, new FormData(event.currentTarget)), draft);
  };
  return (
    <form
      ref={form}
      className="act-form"
      onSubmit={submit}
      onInput={(event) => draft.keep(event.currentTarget)}
      onKeyDown={(event) => event.key === 'Escape' && props.cancel()}
      aria-label={t(`act.${act}`)}
    >
      <h3>{t(`act.${act}`)}</h3>
      {fieldsOf(act, { live, item, draft, arrivals }, t)}
      {finalActs.has(act) ? <p className="act-final">{t('console.final')}</p> : null}
      {props.open ? null : (
        <p className="act-overtaken">
          {[props.happened, t('console.noLongerOpen')].filter(Boolean).join(' ')}
        </p>
      )}
      <div className="act-buttons">
        <button
          type="submit"
          className="button button-main"
          data-testid="act-commit"
          disabled={props.busy || !props.open}
        >
          {t(`act.${act}`)}
        </button>
        <button type="button" className="button" data-testid="act-cancel" onClick={props.cancel}>
          {t('console.cancel')}
        </button>
      </div>
    </form>
  );
}

function fieldsOf(act: FormAct, props: FieldProps, t: TFunction): ReactNode {
  const { draft } = props;
  switch (act) {
    case 'review':
      return <VerdictFields {...props} />;
    case 'shelve':
      return <ShelveFields severity={props.item.severity} draft={draft} />;
    case 'dispatch':
      return (
        <>
          <CandidateField {...props} />
          <ReasonField draft={draft} />
        </>
      );
    case 'ask-extension':
      return (
        <>
          <MinutesField draft={draft} />
          <ReasonField draft={draft} />
        </>
      );
    case 'transfer':
      return <TransferFields draft={draft} />;
    case 'send':
      return (
        <>
          <ReasonField draft={draft} />
          <p className="act-hint">{t('console.send.hint')}</p>
        </>
      );
    case 'recall':
    case 'refuse-arrival':
    case 'take-out-of-service':
    case 'put-back-in-service':
      return <ReasonField draft={draft} />;
    case 'verify':
    case 'confirm-arrival':
    case 'approve-extension':
    case 'refuse-extension':
      return <CommentField draft={draft} />;
  }
}
