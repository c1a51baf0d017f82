import type { AccountLine } from '@mingchu/shared/http';
import { useTranslation } from 'react-i18next';
import { Moment } from './Moment.tsx';
import { SureButton } from '../../ui/SureButton.tsx';
import { useSend } from './useAnswer.ts';
import { ActError } from '../../ui/ActError.tsx';

/** In how many browsers an account is signed in, when one was last used, and the button that ends all of it. */
export function AccountSessions(props: { account: AccountLine; done: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { account, done } = props;
  const { busy, error, send } = useSend();
  if (account.sessions === 0) return <>–</>;
  return (
    <div className="account-cell" data-testid="account-sessions">
      <span>
        {t('office.account.sessionCount', { count: account.sessions })}
        {account.lastSeenAt === null ? null : (
          <small>
            {' '}
            {t('office.account.lastSeen')} <Moment iso={account.lastSeenAt} />
          </small>
        )}
      </span>
      <SureButton
        text={t('office.account.endSessions')}
        sure={t('office.account.endSessionsSure')}
        disabled={busy}
        act={() =>
          void send('DELETE', `/accounts/${account.username}/sessions`).then((ended) => ended && done())
        }
      />
      <ActError text={error} />
    </div>
  );
}
