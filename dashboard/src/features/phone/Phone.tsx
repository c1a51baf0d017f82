import type { Session } from '@mingchu/shared/http';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../../http/session.ts';
import { useLiveStore } from '../../live/store.ts';
import { useLink, useLiveConnection } from '../../live/useLive.ts';
import { workItems } from '../../live/worklist.ts';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { NotLiveBanner } from '../../ui/NotLiveCover.tsx';
import { minuteText } from '../../ui/time.ts';
import { OrderCard } from './OrderCard.tsx';
import './phone.css';

type Tab = 'orders' | 'messages';

/** The inspector's phone: his orders, most urgent first, and his messages. */
export default function Phone(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  useLiveConnection('phone');
  const live = useLiveStore((store) => store.live);
  const link = useLink();
  const [tab, setTab] = useState<Tab>('orders');
  const { session } = props;
  const mine = workItems(live).filter(
    (item) => session.inspectorId !== null && item.dispatch?.inspectorId === session.inspectorId,
  );
  const messages = live.messages.filter((message) => message.recipientId === session.username);
  return (
    <div className="phone light">
      <header className="phone-header">
        <div>
          <h1>{session.displayName}</h1>
          <p data-link={link}>{t(`link.${link}`)}</p>
        </div>
        <LanguageSwitch className="phone-quiet" />
        <button type="button" className="phone-quiet" onClick={() => void signOut()}>
          {t('nav.signOut')}
        </button>
      </header>
      <NotLiveBanner />
      <main className="phone-main">
        {session.inspectorId === null ? (
          <p className="phone-note">{t('phone.notInspector', { name: session.displayName })}</p>
        ) : null}
        {tab === 'orders' ? (
          <>
            <h2 className="visually-hidden">{t('phone.orders')}</h2>
            {live.seq === null ? <p className="phone-note">{t('live.waiting')}</p> : null}
            {live.seq !== null && mine.length === 0 ? <NoOrders /> : null}
            {mine.map((item) =>
              item.dispatch ? (
                <OrderCard key={item.id} live={live} item={item} dispatch={item.dispatch} />
              ) : null,
            )}
          </>
        ) : (
          <section aria-label={t('phone.messages')}>
            {messages.length === 0 ? <p className="phone-note">{t('phone.messages.empty')}</p> : null}
            <ul className="phone-messages">
              {messages.map((message) => (
                <li key={message.id}>
                  <time dateTime={message.at} className="num">
                    {minuteText(Date.parse(message.at))}
                  </time>
                  <p>{message.text}</p>
                </li>
              ))}
            </ul>
          </section>
        )}
      </main>
      <nav className="phone-tabs" aria-label={t('app.name')}>
        <button type="button" aria-pressed={tab === 'orders'} onClick={() => setTab('orders')}>
          {t('phone.orders')} <b className="num">{mine.length}</b>
        </button>
        <button type="button" aria-pressed={tab === 'messages'} onClick={() => setTab('messages')}>
          {t('phone.messages')} <b className="num">{messages.length}</b>
        </button>
      </nav>
    </div>
  );
}

function NoOrders(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="phone-empty">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r="44" />
        <path d="M31 51 45 65 70 38" />
      </svg>
      <p>{t('phone.empty')}</p>
      <small>{t('phone.empty.hint')}</small>
    </div>
  );
}
