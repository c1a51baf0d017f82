import type { Session } from '@mingchu/shared/http';
import { roles } from '@mingchu/shared/vocabulary';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page, Part } from './Page.tsx';
import { useAnswer, useSend } from './useAnswer.ts';

/** Who may sign in, as what. A new password ends the sessions of that account. */
export default function Accounts(): React.JSX.Element {
  const { t } = useTranslation();
  const answer = useAnswer<{ items: Session[] }>('/accounts');
  const [editing, setEditing] = useState<Session | 'new' | null>(null);
  const saved = (): void => {
    setEditing(null);
    answer.again();
  };
  return (
    <Page
      title={t('office.accounts')}
      tools={
        <button type="button" className="button button-main" onClick={() => setEditing('new')}>
          {t('office.account.add')}
        </button>
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
      <Part
        title={t('office.accounts.list')}
        answer={answer}
        empty={({ items }) => (items.length === 0 ? t('office.noAccounts') : null)}
      >
        {({ items }) => (
          <table className="office-table">
            <thead>
              <tr>
                <th scope="col">{t('office.account.name')}</th>
                <th scope="col">{t('office.account.displayName')}</th>
                <th scope="col">{t('office.account.role')}</th>
                <th scope="col">{t('office.by.inspector')}</th>
                <th scope="col">{t('office.change')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((account) => (
                <tr key={account.username}>
                  <th scope="row">{account.username}</th>
                  <td>{account.displayName}</td>
                  <td>{t(`office.role.${account.role}`)}</td>
                  <td>{account.inspectorId ?? '–'}</td>
                  <td>
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

function AccountForm(props: {
  account: Session | null;
  saved: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { account } = props;
  const { busy, error, send } = useSend();
  const [role, setRole] = useState<Session['role']>(account?.role ?? 'duty');
  const [removing, setRemoving] = useState(false);
  const ofRegistry = role === 'inspector' || role === 'leader';
  return (
    <form
      className="act-form office-wide"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
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
      }}
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
      {error ? (
        <p className="act-error" role="alert">
          {error}
        </p>
      ) : null}
      <p className="act-buttons">
        <button type="submit" className="button button-main" disabled={busy}>
          {t('office.save')}
        </button>
        <button type="button" className="button" onClick={props.close}>
          {t('console.cancel')}
        </button>
        {account === null ? null : (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() =>
              removing
                ? void send('DELETE', `/accounts/${account.username}`).then((done) => done && props.saved())
                : setRemoving(true)
            }
          >
            {removing ? t('office.account.removeSure', { name: account.username }) : t('office.remove')}
          </button>
        )}
      </p>
    </form>
  );
}
