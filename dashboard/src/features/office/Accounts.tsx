import type { AccountLine, Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { roles } from '@mingchu/shared/vocabulary';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../live/store.ts';
import { inspectorName } from '../../ui/words.ts';
import { AccountLocks } from './AccountLocks.tsx';
import { AccountSessions } from './AccountSessions.tsx';
import { OpenedForm } from './OpenedForm.tsx';
import { RemoveButton } from './RemoveButton.tsx';
import { ProviderCell, ProviderForm, useAtProvider, useHasProvider } from './AccountAtProvider.tsx';
import { Page, Part } from './Page.tsx';
import { useAnswer, useSend } from './useAnswer.ts';

/** Who may sign in, as what. A new password or role ends the sessions of that account. */
export default function Accounts(): React.JSX.Element {
  const { t } = useTranslation();
  const answer = useAnswer<{ items: AccountLine[] }>('/accounts');
  const live = useLiveStore((store) => store.live);
  const hasProvider = useHasProvider();
  const atProvider = useAtProvider();
  const [editing, setEditing] = useState<Session | 'new' | null>(null);
  const [wanted, setWanted] = useState('');
  const isWanted = ({ username, displayName }: Session): boolean =>
    `${username} ${displayName}`.toLowerCase().includes(wanted.trim().toLowerCase());
  const saved = (): void => {
    setEditing(null);
    answer.again();
    atProvider.again();
  };
  return (
    <Page
      title={t('office.accounts')}
      tools={
        <>
          <label>
            {t('office.account.search')}
            <input
              type="search"
              value={wanted}
              size={16}
              onChange={(event) => setWanted(event.target.value)}
            />
          </label>
          <button type="button" className="button button-main" onClick={() => setEditing('new')}>
            {t('office.account.add')}
          </button>
        </>
      }
    >
      {editing === null ? null : (
        <AccountForm
          key={editing === 'new' ? 'new' : editing.username}
          account={editing === 'new' ? null : editing}
          saved={saved}
          close={() => setEditing(null)}
        />
      )}
      {hasProvider && editing !== null && editing !== 'new' ? (
        <ProviderForm
          key={`provider ${editing.username}`}
          atProvider={atProvider}
          username={editing.username}
          saved={saved}
        />
      ) : null}
      <Part
        title={t('office.accounts.list')}
        answer={answer}
        empty={({ items }) => (items.some(isWanted) ? null : t('office.noAccounts'))}
      >
        {({ items }) => (
          <table className="office-table">
            <thead>
              <tr>
                <th scope="col">{t('office.account.name')}</th>
                <th scope="col">{t('office.account.displayName')}</th>
                <th scope="col">{t('office.account.role')}</th>
                <th scope="col">{t('office.by.inspector')}</th>
                {hasProvider ? <th scope="col">{t('office.provider')}</th> : null}
                <th scope="col">{t('office.account.sessions')}</th>
                <th scope="col">{t('office.account.locked')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('office.change')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.filter(isWanted).map((account) => (
                <tr key={account.username}>
                  <th scope="row">{account.username}</th>
                  <td>{account.displayName}</td>
                  <td>{t(`office.role.${account.role}`)}</td>
                  <td>{inspectorName(live, account.inspectorId ?? null) ?? '–'}</td>
                  {hasProvider ? (
                    <td>
                      <ProviderCell atProvider={atProvider} username={account.username} />
                    </td>
                  ) : null}
                  <td>
                    <AccountSessions account={account} done={answer.again} />
                  </td>
                  <td>
                    <AccountLocks account={account} done={answer.again} />
                  </td>
                  <td className="office-act">
                    <button type="button" className="button" onClick={() => setEditing(account)}>
                      {t('office.change')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Part>
    </Page>
  );
}

/** A new account, or a change of one. */
export function AccountForm(props: {
  account: Session | null;
  saved: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { account } = props;
  const live = useLiveStore((store) => store.live);
  const { busy, error, send } = useSend();
  const [role, setRole] = useState<Session['role']>(account?.role ?? 'duty');
  const ofRegistry = may(role, 'account.of-inspector');
  const save = (form: FormData): void => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const body = {
      displayName: text('displayName'),
      role,
      ...(ofRegistry && text('inspectorId') !== '' && { inspectorId: text('inspectorId') }),
      ...(text('password') !== '' && { password: text('password') }),
    };
    void send('PUT', `/accounts/${account?.username ?? text('username')}`, body).then(
      (done) => done && props.saved(),
    );
  };
  return (
    <OpenedForm
      title={account === null ? t('office.account.add') : account.displayName}
      commit={t('office.save')}
      ready={!busy}
      error={error}
      wide
      submit={save}
      close={props.close}
      more={
        account === null ? null : (
          <RemoveButton
            name={account.displayName}
            busy={busy}
            remove={() =>
              void send('DELETE', `/accounts/${account.username}`).then((done) => done && props.saved())
            }
          />
        )
      }
    >
      <div className="office-row">
        <label>
          {t('office.account.name')}
          <input
            name="username"
            required
            pattern="[A-Za-z0-9._\-]{1,64}"
            defaultValue={account?.username}
            disabled={account !== null}
          />
        </label>
        <label>
          {t('office.account.displayName')}
          <input name="displayName" required maxLength={60} defaultValue={account?.displayName} />
        </label>
        <label>
          {t('office.account.role')}
          <select value={role} onChange={(event) => setRole(event.target.value as Session['role'])}>
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`office.role.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {ofRegistry ? (
          <label>
            {t('office.account.inspectorId')}
            <input name="inspectorId" maxLength={64} defaultValue={account?.inspectorId ?? ''} />
          </label>
        ) : null}
        <label>
          {account === null ? t('office.account.password') : t('office.account.newPassword')}
          <input
            name="password"
            type="password"
            minLength={10}
            maxLength={128}
            required={account === null}
            autoComplete="new-password"
          />
        </label>
      </div>
      {account?.inspectorId && !ofRegistry ? (
        <p className="act-hint">
          {t('office.account.leavesInspector', { name: inspectorName(live, account.inspectorId) })}
        </p>
      ) : null}
    </OpenedForm>
  );
}
