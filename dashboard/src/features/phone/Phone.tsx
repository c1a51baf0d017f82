import type { Session } from '@mingchu/shared/http';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { signOut } from '../../http/session.ts';
import { useLink, useLiveConnection, useWrongClock } from '../../live/useLive.ts';
import { workItems } from '../../live/worklist.ts';
import { siteName } from '../../ui/words.ts';
import { keepGivenBack, openOutbox, useOutbox } from './acts/outbox.ts';
import { tidyKept } from './acts/tidyKept.ts';
import { isOfSwap } from './messages/isOfSwap.ts';
import { Messages, useReceipts } from './messages/Messages.tsx';
import { unlockAtTouch } from './orders/alarm.ts';
import { Gone } from './orders/Gone.tsx';
import { toldWithActs, useGoneOrders, withActsUnderWay } from './orders/goneOrders.ts';
import { forgetFacts, useFacts } from './orders/lastFacts.ts';
import { NewOrder } from './orders/NewOrder.tsx';
import { Orders } from './orders/Orders.tsx';
import { isMine, type MyOrder, withWaiting } from './orders/overlay.ts';
import { useTellPosition } from './position.ts';
import { keepChecklists } from './report/useChecklist.ts';
import { Settings } from './settings/Settings.tsx';
import { StatusBar } from './StatusBar.tsx';
import { forgetSession, registerWorker, rememberSession } from './worker/registerWorker.ts';
import './phone.css';
import './order.css';
import './newOrder.css';
import './report.css';

const tabs = ['orders', 'messages', 'me'] as const;
type Tab = (typeof tabs)[number];

/** The inspector's phone: a new order over everything, else his orders, his messages, and himself. */
export default function Phone(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { session } = props;
  const { username, inspectorId } = session;
  useLiveConnection('phone');
  usePhone(session);
  const facts = useFacts(username);
  const { live } = facts;
  const link = useLink();
  const search = useSearch();
  const [swapsSought, seekSwaps] = useState(() => isSwapsAddress(search));
  const [tab, setTab] = useState<Tab>(swapsSought ? 'me' : 'orders');
  const toSwaps = (): void => {
    setTab('me');
    seekSwaps(true);
  };
  const onSwaps = useCallback(() => seekSwaps(false), []);
  const [chosen, choose] = useChosenOrder({ onChosen: () => setTab('orders'), toSwaps });
  const waiting = useOutbox((outbox) => outbox.waiting);
  const landing = useOutbox((outbox) => outbox.landing);
  const aheadMs = useWrongClock() ?? 0;

  const mine = useMemo(
    (): MyOrder[] =>
      workItems(live).flatMap((item) =>
        item.dispatch && inspectorId !== null && isMine(item.dispatch, inspectorId)
          ? [
              {
                item,
                shown: withWaiting(withWaiting(item.dispatch, landing, aheadMs).order, waiting, aheadMs),
              },
            ]
          : [],
      ),
    [live, inspectorId, waiting, landing, aheadMs],
  );
  const offered = mine.filter(({ shown }) => shown.order.state === 'offered');
  const held = mine.filter(
    ({ shown }) => shown.order.state !== 'offered' && shown.order.state !== 'declined',
  );
  const toDo = mine.filter(({ shown }) => !['submitted', 'declined'].includes(shown.order.state)).length;
  useEffect(() => {
    const siteNames = new Map(mine.map(({ shown: { order } }) => [order.id, siteName(live, order.siteId)]));
    useOutbox.setState({ siteNames });
  }, [mine, live]);
  const orders = useMemo(() => mine.map(({ item, shown }) => item.dispatch ?? shown.order), [mine]);
  const givenBack = useOutbox((outbox) => outbox.givenBack);
  const told = useOutbox((outbox) => outbox.told);
  const own = useMemo(
    () => [...givenBack, ...toldWithActs(told, inspectorId)],
    [givenBack, told, inspectorId],
  );
  const { gone, dismiss } = useGoneOrders(orders, {
    live: link === 'synced',
    siteName: (siteId) => siteName(live, siteId),
    all: live.dispatches,
    own,
    soon: withActsUnderWay(waiting),
  });
  useEffect(() => {
    if (link === 'synced') keepGivenBack(orders.map(({ id }) => id));
  }, [orders, link]);
  useTellPosition(held.some(({ shown }) => ['accepted', 'en-route'].includes(shown.order.state)));
  const messages = useMemo(
    () => live.messages.filter(({ recipientId }) => recipientId === inspectorId || recipientId === username),
    [live.messages, inspectorId, username],
  );
  useReceipts(messages, { live: link === 'synced', open: tab === 'messages' });

  const [first] = offered;
  return (
    <div className="phone">
      {first && inspectorId !== null ? (
        <NewOrder
          key={first.shown.order.id}
          live={live}
          item={first.item}
          order={first.shown.order}
          inspectorId={inspectorId}
          offeredIds={offered.map(({ shown }) => shown.order.id)}
        />
      ) : null}
      <div className="phone-page" inert={first !== undefined}>
        <header className="phone-header">
          <h1>{session.displayName}</h1>
          <p data-link={link}>{t(`link.${link}`)}</p>
        </header>
        <StatusBar facts={facts} ownId={inspectorId}>
          {gone.map((each) => (
            <Gone key={each.id} order={each} onRead={() => dismiss(each.id)} />
          ))}
        </StatusBar>
        <main className="phone-main">
          {inspectorId === null ? (
            <div className="phone-note">
              <p>{t('phone.notInspector', { name: session.displayName })}</p>
              <Link href="/console" className="step">
                {t('nav.console')}
              </Link>
            </div>
          ) : null}
          {tab === 'orders' && inspectorId !== null ? (
            <Orders
              live={live}
              ready={facts.ready}
              orders={held}
              chosen={chosen}
              choose={choose}
              onPush={() => setTab('me')}
            />
          ) : null}
          {tab === 'messages' ? (
            <Messages
              messages={messages}
              openOrders={new Set(orders.map(({ id }) => id))}
              onOpen={choose}
              onSwaps={toSwaps}
            />
          ) : null}
          {tab === 'me' ? (
            <Settings
              session={session}
              onSignOut={() => void leave(username)}
              swapsSought={swapsSought}
              onSwaps={onSwaps}
            />
          ) : null}
        </main>
        <nav className="phone-tabs" aria-label={t('app.name')}>
          {tabs.map((each) => (
            <button key={each} type="button" aria-pressed={tab === each} onClick={() => setTab(each)}>
              {t(`phone.tab.${each}`)}
              {each === 'orders' && toDo > 0 ? <b className="num">{toDo}</b> : null}
            </button>
          ))}
        </nav>
      </div>
    </div>
  );
}

/** What the phone does behind the screen while somebody is signed in. */
function usePhone(session: Session): void {
  useEffect(() => openOutbox(session.username), [session.username]);
  useEffect(() => unlockAtTouch(), []);
  useEffect(() => {
    void registerWorker();
    void rememberSession(session).catch(() => undefined);
    void keepChecklists().catch(() => undefined);
    return tidyKept(session.username);
  }, [session]);
}

/** Whether a notification's address leads to his swaps. */
function isSwapsAddress(search: string): boolean {
  return new URLSearchParams(search).get('part') === 'swaps';
}

/** The order that is open: from the address, as a notification gives it, or as he chose. */
function useChosenOrder(lead: {
  onChosen: () => void;
  toSwaps: () => void;
}): [string | null, (dispatchId: string) => void] {
  const [, navigate] = useLocation();
  const chosen = new URLSearchParams(useSearch()).get('order');
  const choose = (dispatchId: string): void => {
    navigate(`/m?order=${encodeURIComponent(dispatchId)}`, { replace: true });
    lead.onChosen();
  };
  useEffect(() => {
    const onWord = (event: MessageEvent): void => {
      const word = event.data as { kind?: string; dispatchId?: string | null; step?: string } | null;
      if (word?.kind !== 'open-order') return;
      if (word.dispatchId) choose(word.dispatchId);
      else if (isOfSwap({ step: word.step ?? '' })) lead.toSwaps();
    };
    navigator.serviceWorker?.addEventListener('message', onWord);
    return () => navigator.serviceWorker?.removeEventListener('message', onWord);
  });
  return [chosen, choose];
}

/** Signs out, leaving nothing that another could read; acts that wait stay for his next sign-in. */
async function leave(username: string): Promise<void> {
  await Promise.all([forgetFacts(username), forgetSession()]).catch(() => undefined);
  await signOut();
}
