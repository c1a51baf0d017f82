import { localPath, type OidcRefusal, oidcRefusals } from '@mingchu/shared/signIn';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { errorText } from '../../http/request.ts';
import { signIn } from '../../http/session.ts';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { OtherWays } from './OtherWays.tsx';
import './login.css';

/** Why the provider's way ended here, when it did. */
function refusalIn(search: string): OidcRefusal | null {
  const reason = new URLSearchParams(search).get('oidc');
  return oidcRefusals.find((each) => each === reason) ?? null;
}

/** Sign-in, for desk, wall and phone alike. */
export default function Login(): React.JSX.Element {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const search = useSearch();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const next = localPath(new URLSearchParams(search).get('next'));
  // What the provider's way ended with stands until the person tries something else.
  const [refusal, setRefusal] = useState(() => refusalIn(search));
  const shownError = error ?? (refusal && t(`login.oidc.${refusal}`));

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    setRefusal(null);
    try {
      await signIn({ username: String(form.get('username')).trim(), password: String(form.get('password')) });
      navigate(next, { replace: true });
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <main className="login">
      <form className="login-card" onSubmit={(event) => void submit(event)} aria-labelledby="login-title">
        <div className="login-head">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <circle cx="16" cy="16" r="12" />
            <path d="M16 4a12 12 0 0 1 12 12" />
          </svg>
          <h1 id="login-title">
            明厨 <span lang="en">Mingchu</span>
          </h1>
          <p>{t('app.tagline')}</p>
        </div>
        <label>
          {t('login.username')}
          <input
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            required
            maxLength={64}
            autoFocus
          />
        </label>
        <label>
          {t('login.password')}
          <input name="password" type="password" autoComplete="current-password" required maxLength={128} />
        </label>
        {shownError ? (
          <p className="login-error" role="alert">
            {shownError}
          </p>
        ) : null}
        <button type="submit" disabled={busy}>
          {busy ? t('login.busy') : t('login.submit')}
        </button>
        <OtherWays next={next} />
        <div className="login-foot">
          <Link href="/wall">{t('login.wall')}</Link>
          <LanguageSwitch className="login-language" />
        </div>
      </form>
    </main>
  );
}
