import { useTranslation } from 'react-i18next';

/** One line of fields and the button that adds what they say; empty again once that is done. */
export function RowForm(props: {
  button: string;
  busy: boolean;
  add: (given: FormData) => Promise<boolean>;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <form
      className="office-row"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        void props.add(new FormData(form)).then((done) => done && form.reset());
      }}
    >
      {props.children}
      <button type="submit" className="button" disabled={props.busy}>
        {props.button}
      </button>
    </form>
  );
}

/** Why the plan is departed from. */
export function ReasonField(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {t('office.reason')}
      <input name="reason" required maxLength={200} />
    </label>
  );
}
