import type { SignInWays } from '@mingchu/shared/signIn';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../http/request.ts';

type Ways = { status: 'asking' } | { status: 'failed' } | { status: 'known'; ways: SignInWays };

/** The button of the provider, when there is one, and where a demonstration tells its accounts. The form beside it works whatever happens here. */
export function OtherWays({ next }: { next: string }): React.JSX.Element | null {
  const { t } = useTranslation();
  const [state, setState] = useState<Ways>({ status: 'asking' });
  const ask = useCallback(() => {
    setState({ status: 'asking' });
    request<SignInWays>('GET', '/session/ways').then(
      (ways) => setState({ status: 'known', ways }),
      () => setState({ status: 'failed' }),
    );
  }, []);
  useEffect(ask, [ask]);

  if (state.status === 'asking') {
    return (
      <p className="login-ways" role="status">
        {t('login.ways.asking')}
      </p>
    );
  }
  if (state.status === 'failed') {
    return (
      <p className="login-ways" role="status">
        {t('login.ways.failed')}
        <button type="button" className="login-again" onClick={ask}>
          {t('login.ways.again')}
        </button>
      </p>
    );
  }
  const { oidc, demo } = state.ways;
  return (
    <>
      {oidc === null ? null : <Provider label={oidc.label} next={next} />}
      {demo ? <p className="login-hint">{t('login.hint')}</p> : null}
    </>
  );
}

function Provider({ label, next }: { label: string | null; next: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    // A page that the browser kept and shows again on "back" is not leaving any more.
    const shown = (): void => setLeaving(false);
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, []);
  return (
    <>
      <p className="login-or">{t('login.or')}</p>
      <a
        className="login-oidc"
        href={`/api/v1/session/oidc?${new URLSearchParams({ next }).toString()}`}
        aria-disabled={leaving}
        onClick={(event) => {
          if (leaving) event.preventDefault();
          setLeaving(true);
        }}
      >
        {leaving ? t('login.oidc.leaving') : (label ?? t('login.oidc'))}
      </a>
    </>
  );
}
