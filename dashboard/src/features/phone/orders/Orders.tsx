import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { countdownOf } from '../../../live/worklist.ts';
import { countdownText } from '../../../ui/Ring.tsx';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { siteName, stageText } from '../../../ui/words.ts';
import { type PushState, pushState } from '../settings/push.ts';
import { Shift } from '../settings/Shift.tsx';
import { OrderCard } from './OrderCard.tsx';
import { openOrder } from './openOrder.ts';
import type { MyOrder } from './overlay.ts';

/** His orders: one open, the others one touch away. */
export function Orders(props: {
  live: LiveState;
  ready: boolean;
  orders: readonly MyOrder[];
  chosen: string | null;
  choose: (dispatchId: string) => void;
  onPush: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, ready, orders } = props;
  const [before, setBefore] = useState<string | null>(null);
  const shown = useRef<string | null>(null);
  const open = openOrder(orders, { chosen: props.chosen, before });
  const stage = open?.shown.order.state;
  const openId = open?.shown.order.id ?? null;
  useEffect(() => {
    setBefore(openId);
    // Another order, or one that has come further, is read from its top and not from where a long form was left.
    if (shown.current !== null) scrollTo({ top: 0 });
    shown.current = openId;
  }, [openId, stage]);
  const others = orders.filter((each) => each !== open);
  return (
    <>
      <h2 className="visually-hidden">{t('phone.orders')}</h2>
      {ready ? null : <p className="phone-note">{t('live.waiting')}</p>}
      {ready && !open ? <NoOrders onPush={props.onPush} /> : null}
      {open ? <OrderCard key={open.shown.order.id} live={live} item={open.item} shown={open.shown} /> : null}
      {others.length > 0 ? (
        <section className="others" aria-label={t('phone.others')}>
          <h2>{t('phone.others')}</h2>
          {others.map((each) => (
            <Other key={each.shown.order.id} live={live} order={each} choose={props.choose} />
          ))}
        </section>
      ) : null}
    </>
  );
}

function Other(props: { live: LiveState; order: MyOrder; choose: (id: string) => void }): React.JSX.Element {
  const { order } = props.order.shown;
  const now = useServerNow(1_000);
  return (
    <button
      type="button"
      className="other"
      data-testid="other-order"
      data-severity={order.severity}
      onClick={() => props.choose(order.id)}
    >
      <SeverityMark severity={order.severity} size="1.4rem" />
      <span>
        <b>{siteName(props.live, order.siteId)}</b>
        <small>{stageText(order.state)}</small>
      </span>
      <b className="num">{countdownText(countdownOf(order, now))}</b>
    </button>
  );
}

function NoOrders(props: { onPush: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const [push, setPush] = useState<PushState | null>(null);
  useEffect(() => {
    pushState().then(setPush, () => setPush('impossible'));
  }, []);
  return (
    <>
      <Shift />
      <div className="phone-empty">
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <circle cx="50" cy="50" r="44" />
          <path d="M31 51 45 65 70 38" />
        </svg>
        <p>{t('phone.empty')}</p>
        <small>{t(push === 'on' ? 'phone.push.on' : 'phone.empty.hint')}</small>
        {push === 'off' ? (
          <button type="button" className="step" onClick={props.onPush}>
            {t('phone.push.hint')}
          </button>
        ) : null}
      </div>
    </>
  );
}
