import { useTranslation } from 'react-i18next';
import { OpenedForm } from './OpenedForm.tsx';
import { useSend } from './useAnswer.ts';

/** Asks why, before something that cannot be undone: `POST path {reason}`. */
export function ReasonForm(props: {
  title: string;
  commit: string;
  /** What it does, and that it stays done. */
  warning: string;
  path: string;
  done: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, send } = useSend();
  return (
    <OpenedForm
      title={props.title}
      commit={props.commit}
      ready={!busy}
      error={error}
      wide
      submit={(form) => {
        const reason = String(form.get('reason') ?? '').trim();
        if (reason === '') return;
        void send('POST', props.path, { reason }).then((sent) => sent && props.done());
      }}
      close={props.close}
    >
      <p className="office-error">▲ {props.warning}</p>
      <div className="office-row">
        <label className="office-grow">
          {t('office.reason')}
          <input name="reason" required maxLength={500} />
        </label>
      </div>
    </OpenedForm>
  );
}
