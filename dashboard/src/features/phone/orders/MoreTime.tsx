import { clockRuns } from '@mingchu/shared/dispatch';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../http/useAct.ts';
import { refusedText } from '../acts/refusalText.ts';
import { useLink } from '../../../live/useLive.ts';
import { minuteText } from '../../../ui/time.ts';
import { OneOf } from '../OneOf.tsx';
import type { ShownOrder } from './overlay.ts';
import { OpenedHead } from './OpenedHead.tsx';
import { ReasonButtons } from './ReasonButtons.tsx';
import { useInView } from './useInView.ts';

const spans = [5, 10, 15] as const;
const reasons = ['traffic', 'far', 'weather'] as const;

/** Asks a chief for more time, before the due time. A question for now: it is not kept for later. */
export function MoreTime(props: { shown: ShownOrder }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { order } = props.shown;
  const online = useLink() === 'synced';
  const [open, setOpen] = useState(false);
  if (order.extension)
    return (
      <p className="order-note" role="status">
        {t('phone.extension.asked', { minutes: order.extension.minutes })}
      </p>
    );
  const granted = order.originalDueAt ? (
    <p className="order-note">
      {t('phone.extension.granted', {
        time: minuteText(Date.parse(order.dueAt)),
        was: minuteText(Date.parse(order.originalDueAt)),
      })}
    </p>
  ) : null;
  const may = clockRuns[order.state] && order.state !== 'offered' && order.breachedAt === null;
  if (!may) return granted;
  if (!open)
    return (
      <>
        {granted}
        <button
          type="button"
          className="step step-quiet"
          data-testid="more-time"
          disabled={!online}
          onClick={() => setOpen(true)}
        >
          {t('phone.extension')}
        </button>
      </>
    );
  return <Asking orderId={order.id} online={online} close={() => setOpen(false)} />;
}

/** How much more and why; the answer to it is what closes the form. */
function Asking(props: { orderId: string; online: boolean; close: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { orderId, online } = props;
  const { busy, error, act } = useAct(refusedText);
  const [minutes, setMinutes] = useState<(typeof spans)[number]>(spans[0]);
  const box = useInView<HTMLDivElement>();
  return (
    <div ref={box} className="order-decline" role="group" aria-label={t('phone.extension')}>
      <OpenedHead ask={t('phone.extension.how')} onBack={props.close} />
      <OneOf
        className="choices-three num"
        legend={t('phone.extension.how')}
        isLegendSaid
        name={`minutes ${orderId}`}
        values={spans}
        textOf={(span) => t('phone.extension.minutes', { minutes: span })}
        chosen={minutes}
        choose={setMinutes}
      />
      <ReasonButtons
        ask={t('phone.extension.why')}
        reasons={reasons}
        textOf={(reason) => t(`phone.extension.${reason}`)}
        disabled={busy !== null || !online}
        onReason={(reason) =>
          void act(`/dispatches/${orderId}`, 'extension', { minutes, reason }).then(
            (asked) => asked && props.close(),
          )
        }
      />
      {error ? <p className="order-error">{error}</p> : null}
    </div>
  );
}
