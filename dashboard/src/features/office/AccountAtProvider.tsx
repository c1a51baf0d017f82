/** Which accounts may sign in through the provider, under what name there. Nothing of it shows without a provider. */
import { ActError } from '../../ui/ActError.tsx';
import type { OidcAccount, SignInWays } from '@mingchu/shared/signIn';
import { useTranslation } from 'react-i18next';
import { Moment } from './Moment.tsx';
import { SureButton } from '../../ui/SureButton.tsx';
import { type Answer, useAnswer, useSend } from './useAnswer.ts';

/** The accounts that are open to the provider. */
export type AtProvider = Answer<{ items: OidcAccount[] }>;

/** True once it is known that a provider is set up. */
export function useHasProvider(): boolean {
  return useAnswer<SignInWays>('/session/ways').body?.oidc != null;
}

export function useAtProvider(): AtProvider {
  return useAnswer<{ items: OidcAccount[] }>('/oidc-accounts');
}

function openTo(atProvider: AtProvider, username: string): OidcAccount | undefined {
  return atProvider.body?.items.find((each) => each.username === username);
}

/** The name at the provider, and since when somebody is bound to it. */
export function ProviderCell(props: { atProvider: AtProvider; username: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { atProvider, username } = props;
  if (atProvider.error) return <span role="alert">{atProvider.error}</span>;
  const open = openTo(atProvider, username);
  if (!open) return <>–</>;
  return (
    <>
      {open.name}{' '}
      <small>
        {open.boundAt === null ? (
          t('office.provider.waits')
        ) : (
          <>
            {t('office.provider.boundAt')} <Moment iso={open.boundAt} />
          </>
        )}
      </small>
    </>
  );
}

/** Opens an account to a name at the provider, or closes it. */
export function ProviderForm(props: {
  atProvider: AtProvider;
  username: string;
  saved: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { atProvider, username, saved } = props;
  const { busy, error, send } = useSend();
  const open = openTo(atProvider, username);
  const path = `/oidc-accounts/${username}`;
  return (
    <form
      key={open?.name ?? ''}
      className="act-form office-wide"
      aria-label={t('office.provider')}
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get('providerName')).trim();
        void send('PUT', path, { name }).then((done) => done && saved());
      }}
    >
      <h3>{t('office.provider.of', { name: username })}</h3>
      <div className="office-row">
        <label>
          {t('office.provider.name')}
          <input name="providerName" required maxLength={200} defaultValue={open?.name} autoComplete="off" />
        </label>
      </div>
      <p className="act-hint">{open ? t('office.provider.hintOpen') : t('office.provider.hint')}</p>
      <ActError text={error} />
      <p className="act-buttons">
        <button type="submit" className="button button-main" disabled={busy || atProvider.body === null}>
          {open ? t('office.provider.openAnew') : t('office.provider.open')}
        </button>
        {open ? (
          <SureButton
            text={t('office.provider.close')}
            sure={t('office.provider.closeSure', { name: username })}
            disabled={busy}
            act={() => void send('DELETE', path).then((done) => done && saved())}
          />
        ) : null}
      </p>
    </form>
  );
}
