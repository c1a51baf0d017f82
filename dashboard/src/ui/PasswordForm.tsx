import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { claimPush } from '../http/ownPush.ts';
import { useAct } from '../http/useAct.ts';
import './controls.css';
import { ActError } from './ActError.tsx';

/** The own password: the present one is asked for, and all other sessions end. Looks like the room it stands in. */
export function PasswordForm(props: { className: string; button: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, act } = useAct();
  const [done, setDone] = useState(false);
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== next;
  return (
    <form
      className={props.className}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const current = String(new FormData(form).get('current') ?? '');
        setDone(false);
        void act('/me', 'password', { current, next }).then((sent) => {
          if (!sent) return;
          void claimPush().catch(() => undefined);
          form.reset();
          setNext('');
          setAgain('');
          setDone(true);
        });
      }}
    >
      <label className="field">
        {t('office.password.current')}
        <input name="current" type="password" required autoComplete="current-password" />
      </label>
      <label className="field">
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
      <label className="field">
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
      <ActError text={error} />
      {done ? (
        <p className="act-notice" role="status">
          {t('office.password.done')}
        </p>
      ) : null}
      <p className="act-buttons">
        <button type="submit" className={props.button} disabled={busy !== null || differs}>
          {t('office.save')}
        </button>
      </p>
    </form>
  );
}
