import type { Dispatch } from '@mingchu/shared/dispatch';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { allMuted, ring, useSound } from './alarm.ts';
import { Countdown } from './Countdown.tsx';
import { Decline } from './Decline.tsx';
import { awayText } from './distance.ts';
import { OrderFacts, OrderPicture } from './OrderFacts.tsx';
import { useOrderAct } from './useOrderAct.ts';

/** A new order over the whole screen, with sound, until it is answered. */
export function NewOrder(props: {
  live: LiveState;
  item: WorkItem;
  order: Dispatch;
  inspectorId: string;
  /** All that wait for an answer, this one among them. */
  offeredIds: readonly string[];
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, order, offeredIds } = props;
  const others = offeredIds.length - 1;
  const [declining, setDeclining] = useState(false);
  const { busy, error, go } = useOrderAct();
  const dialog = useRef<HTMLDivElement>(null);
  const shared = (order.offeredTo?.length ?? 0) > 1;
  const away = awayText(live, props.inspectorId, order.siteId);
  const ringing = offeredIds.join(' ');
  useEffect(() => ring(ringing.split(' ')), [ringing]);
  useEffect(() => {
    dialog.current?.focus();
  }, [order.id]);
  return (
    <div
      ref={dialog}
      className="new-order"
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="new-order-title"
      tabIndex={-1}
      data-testid="new-order"
      data-dispatch-id={order.id}
      data-severity={order.severity}
    >
      <div className="new-order-head">
        <SeverityMark severity={order.severity} size="2rem" />
        <b>{`${t('phone.new')} · ${t(`severity.${order.severity}`)}`}</b>
        <Mute orderIds={offeredIds} />
      </div>
      <SoundBlocked />
      {/* Scrolls on small phones: by keyboard too. */}
      <div className="new-order-body" tabIndex={0} role="group" aria-labelledby="new-order-title">
        <OrderFacts live={live} item={item} order={order} titleId="new-order-title" />
        {away === null ? null : <p className="order-where num">{away}</p>}
        <Countdown order={order} />
        {shared ? <p className="order-note">{t('phone.new.shared')}</p> : null}
        <OrderPicture item={item} />
        {others > 0 ? <p className="order-note">{t('phone.new.others', { count: others })}</p> : null}
      </div>
      <div className="new-order-foot">
        <div aria-live="assertive">{error ? <p className="order-error">{error}</p> : null}</div>
        {declining ? (
          <Decline
            busy={busy}
            onBack={() => setDeclining(false)}
            onReason={(reason) => void go({ dispatchId: order.id, act: 'decline', body: { reason } })}
          />
        ) : (
          <div className="answer">
            <button
              type="button"
              className="step"
              data-testid="act-decline"
              disabled={busy}
              onClick={() => setDeclining(true)}
            >
              {t('phone.cannot')}
            </button>
            <button
              type="button"
              className="step step-main"
              data-testid="act-accept"
              disabled={busy}
              onClick={() =>
                void go({ dispatchId: order.id, act: 'accept', body: {}, version: order.version })
              }
            >
              {t('act.accept')}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

/** That the browser keeps the sound back until the screen is touched. */
function SoundBlocked(): React.JSX.Element | null {
  const { t } = useTranslation();
  const unlocked = useSound((sound) => sound.unlocked);
  if (unlocked) return null;
  return (
    <p className="sound-blocked" role="status">
      {t('phone.sound.blocked')}
    </p>
  );
}

function Mute({ orderIds }: { orderIds: readonly string[] }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { unlocked, muted: mutedOrders } = useSound();
  const muted = allMuted(orderIds, mutedOrders);
  if (!unlocked) return null;
  return (
    <button
      type="button"
      className="sound"
      aria-pressed={muted}
      onClick={() => useSound.setState({ muted: muted ? [] : orderIds })}
    >
      {t(muted ? 'phone.sound.on' : 'phone.sound.off')}
    </button>
  );
}
