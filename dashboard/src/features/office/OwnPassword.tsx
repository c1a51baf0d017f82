import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from './Page.tsx';
import { useSend } from './useAnswer.ts';

/** The own password: the present one is asked for, and all other sessions end. */
export default function OwnPassword(): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, send } = useSend();
  const [done, setDone] = useState(false);
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== next;
  return (
    <Page title={t('office.password')}>
      <form
        className="act-form"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const current = String(new FormData(form).get('current') ?? '');
          setDone(false);
          void send('POST', '/me/password', { current, next }).then((sent) => {
            if (!sent) return;
            form.reset();
            setNext('');
            setAgain('');
            setDone(true);
          });
        }}
      >
        <label>
          {t('office.password.current')}
          <input name="current" type="password" required autoComplete="current-password" />
        </label>
        <label>
          {t('office.password.next')}
          <input
            type="password"
            required
            minLength={10}
            maxLength={128}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        </label>
        <label>
          {t('office.password.again')}
          <input
            type="password"
            required
            autoComplete="new-password"
            aria-invalid={differs}
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        </label>
        {differs ? <p className="act-error">{t('office.password.differs')}</p> : null}
        {error ? (
          <p className="act-error" role="alert">
            {error}
          </p>
        ) : null}
        {done ? (
          <p className="act-notice" role="status">
            {t('office.password.done')}
          </p>
        ) : null}
        <p className="act-buttons">
          <button type="submit" className="button button-main" disabled={busy || differs}>
            {t('office.save')}
          </button>
        </p>
      </form>
    </Page>
  );
}
