import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { isRough, minutesLate } from '../../../ui/forecast.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { minuteText } from '../../../ui/time.ts';
import { Countdown } from './Countdown.tsx';
import { OrderFacts, OrderPicture } from './OrderFacts.tsx';
import { OrderSteps } from './OrderSteps.tsx';
import type { ShownOrder } from './overlay.ts';

const stages = ['accepted', 'en-route', 'arrived', 'submitted'] as const;

/** One order: how long is left, where, what, how far it has come, and the one next step. */
export function OrderCard(props: { live: LiveState; item: WorkItem; shown: ShownOrder }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, shown } = props;
  const { order, waiting } = shown;
  const titleId = `order-${order.id}`;
  return (
    <article
      className="order"
      data-testid="order"
      data-dispatch-id={order.id}
      data-state={order.state}
      data-waiting={waiting.length}
      data-severity={order.severity}
      aria-labelledby={titleId}
    >
      <p className="order-severity">
        <SeverityMark severity={order.severity} size="1.4rem" />
        <b>{t(`severity.${order.severity}`)}</b>
        {waiting.length > 0 ? <span className="order-waiting">{t('phone.order.waiting')}</span> : null}
      </p>
      <OrderFacts live={live} item={item} order={order} titleId={titleId} />
      <Countdown order={order} arrivalWaits={waiting.some(({ act }) => act === 'arrive')} />
      <Late shown={shown} />
      <ol className="stages" aria-label={t('phone.stages')}>
        {stages.map((stage) => (
          <li
            key={stage}
            data-past={stages.indexOf(stage) <= stages.indexOf(order.state as (typeof stages)[number])}
            aria-current={stage === order.state ? 'step' : undefined}
          >
            {t(`phone.stage.${stage}`)}
          </li>
        ))}
      </ol>
      <OrderSteps live={live} item={item} shown={shown} />
      <OrderPicture item={item} />
    </article>
  );
}

/** That he will not make it, as soon as the server expects so. */
function Late(props: { shown: ShownOrder }): React.JSX.Element | null {
  const { t } = useTranslation();
  const now = useServerNow(10_000);
  const { order } = props.shown;
  const { etaAt, dueAt } = order;
  const minutes = minutesLate(order);
  if (!etaAt || minutes === null || Date.parse(dueAt) < now) return null;
  return (
    <p className="order-late" data-testid="late" role="status">
      {t(isRough(order) ? 'phone.lateRough' : 'phone.late', { time: minuteText(Date.parse(etaAt)), minutes })}
    </p>
  );
}
