import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { askAgain, useSession } from '../http/session.ts';
import './sessionEnded.css';

/**
 * Says on any page one works with that the session has ended, once the server has said so: what is typed stays
 * under the hand, and is not taken. Coming back to the page after a sign-in elsewhere ends it.
 */
export function SessionEnded(): React.JSX.Element | null {
  const { t } = useTranslation();
  const [path] = useLocation();
  const { state } = useSession();
  const ended = state.status === 'signed-in' && state.ended;
  useEffect(() => {
    if (!ended) return;
    const ask = (): void => void askAgain();
    addEventListener('focus', ask);
    return () => removeEventListener('focus', ask);
  }, [ended]);
  if (!ended) return null;
  return (
    <div className="session-ended" role="alert" data-testid="session-ended">
      <strong>{t('session.ended')}</strong>
      <span>{t('session.ended.hint')}</span>
      {/* Beside this page, which keeps what is typed. */}
      <a href={`/login?next=${encodeURIComponent(path + location.search)}`} target="_blank" rel="opener">
        {t('session.signIn')}
      </a>
    </div>
  );
}
