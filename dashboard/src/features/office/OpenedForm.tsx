import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormFocus } from '../../ui/useFormFocus.ts';
import { ActError } from '../../ui/ActError.tsx';

/** A form that opens on a page: it takes the focus, closes by Escape, and says why it was refused. */
export function OpenedForm(props: {
  title: string;
  /** Text of the button that sends it. */
  commit: string;
  /** False while it cannot be sent. */
  ready: boolean;
  error?: string | null;
  wide?: boolean;
  submit: (form: FormData) => void;
  close: () => void;
  /** Beside the buttons. */
  more?: ReactNode;
  children: ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const form = useFormFocus();
  return (
    <form
      ref={form}
      className={props.wide ? 'act-form office-wide' : 'act-form'}
      aria-label={props.title}
      onSubmit={(event) => {
        event.preventDefault();
        props.submit(new FormData(event.currentTarget));
      }}
      onKeyDown={(event) => event.key === 'Escape' && props.close()}
    >
      <h3>{props.title}</h3>
      {props.children}
      <ActError text={props.error} />
      <div className="act-buttons">
        <button type="submit" className="button button-main" disabled={!props.ready}>
          {props.commit}
        </button>
        <button type="button" className="button" onClick={props.close}>
          {t('console.cancel')}
        </button>
        {props.more}
      </div>
    </form>
  );
}
