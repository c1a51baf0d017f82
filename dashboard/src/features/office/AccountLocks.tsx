import type { AccountLine } from '@mingchu/shared/http';
import { useTranslation } from 'react-i18next';
import { minuteText } from '../../ui/time.ts';
import { useSend } from './useAnswer.ts';
import { ActError } from '../../ui/ActError.tsx';

/** What wrong passwords have locked to an account, where and until when, and the button that ends it. */
export function AccountLocks(props: { account: AccountLine; done: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { account, done } = props;
  const { busy, error, send } = useSend();
  if (account.locks.length === 0) return <>–</>;
  return (
    <div className="account-cell" data-testid="account-locks">
      <ul>
        {account.locks.map(({ address, until }) => (
          <li key={address ?? ''}>
            {t('office.account.lockedUntil', { time: minuteText(endOfMinute(until)) })}{' '}
            <small>{address === null ? t('office.account.lockedAnywhere') : address}</small>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() =>
          void send('POST', `/accounts/${account.username}/unlock`).then((unlocked) => unlocked && done())
        }
      >
        {t('office.account.unlock')}
      </button>
      <ActError text={error} />
    </div>
  );
}

/** The first full minute at which it is over: before that a sign-in would still be refused. */
function endOfMinute(iso: string): number {
  return Math.ceil(Date.parse(iso) / 60_000) * 60_000;
}
