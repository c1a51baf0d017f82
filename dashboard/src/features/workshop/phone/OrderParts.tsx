/** Orders on the phone: a new one, the open one at every step, the others. */
import { type Dispatch, type DispatchState, dispatchStates } from '@mingchu/shared/dispatch';
import type { QueuedAct } from '@mingchu/shared/queuedAct';
import { severities } from '@mingchu/shared/violation';
import { useLayoutEffect } from 'react';
import { missingPicture } from '../../../mock/drawnPictures.ts';
import { useSound } from '../../phone/orders/alarm.ts';
import { Countdown } from '../../phone/orders/Countdown.tsx';
import { Decline } from '../../phone/orders/Decline.tsx';
import { Gone } from '../../phone/orders/Gone.tsx';
import type { GoneOrder } from '../../phone/orders/goneOrders.ts';
import { MoreTime } from '../../phone/orders/MoreTime.tsx';
import { NewOrder } from '../../phone/orders/NewOrder.tsx';
import { OrderCard } from '../../phone/orders/OrderCard.tsx';
import { OrderFacts, OrderPicture } from '../../phone/orders/OrderFacts.tsx';
import { OpenedHead } from '../../phone/orders/OpenedHead.tsx';
import { Orders } from '../../phone/orders/Orders.tsx';
import { OrderSteps } from '../../phone/orders/OrderSteps.tsx';
import type { MyOrder } from '../../phone/orders/overlay.ts';
import { Route } from '../../phone/orders/Route.tsx';
import { Block, ScreenState, State } from '../Block.tsx';
import { ago, clockStates, orderAt, orderIn, useExamples } from '../examples.ts';
import { phoneWidth as width } from './phoneWidth.ts';

const minuteMs = 60_000;
const nothing = (): void => undefined;
/** A phone's screen below its bars, rem. */
const height = 46;

export function OrderParts(): React.JSX.Element {
  return (
    <>
      <NewOrders />
      <Steps />
      <Cards />
      <Lists />
      <Pieces />
    </>
  );
}

function NewOrders(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { camera } = cases;
  const order = orderIn('offered', camera.dispatch);
  const inspectorId = order.inspectorId ?? '';
  // They would ring and shake as long as they are looked at.
  useLayoutEffect(() => {
    useSound.setState({ muted: [...severities, 'shared', 'late', 'second', 'third'] });
    return () => useSound.setState({ muted: [] });
  }, []);
  const shared = { ...order, offeredTo: [inspectorId, 'inspector02'] };
  const one = (name: string, shown: Dispatch, others: readonly string[] = []): React.JSX.Element => (
    <ScreenState key={name} name={name} width={width} height={height}>
      <NewOrder
        live={live}
        item={{ ...camera, severity: shown.severity, dispatch: shown }}
        order={shown}
        inspectorId={inspectorId}
        offeredIds={[shown.id, ...others]}
      />
    </ScreenState>
  );
  return (
    <Block name="phone-new-order">
      {severities.map((severity) => one(severity, { ...order, id: severity, severity }))}
      {one('offered to two, and two more wait', { ...shared, id: 'shared' }, ['second', 'third'])}
      {one('too late already', { ...order, ...orderAt('late', order), id: 'late', state: 'offered' })}
    </Block>
  );
}

/** States in which an order stands on the phone of whom it is given to, and is not asked over everything else. */
const held = dispatchStates.filter(
  (state) => !['offered', 'declined', 'verified', 'recalled'].includes(state),
);

function heldOrder(state: DispatchState, like: Dispatch): Dispatch {
  return { ...orderIn(state, like), id: `workshop-${state}` };
}

function Steps(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { camera } = cases;
  return (
    <Block name="phone-order-steps">
      {held.map((state) => (
        <State key={state} name={state} width={width}>
          <OrderSteps
            live={live}
            item={camera}
            shown={{ order: heldOrder(state, camera.dispatch), waiting: [] }}
          />
        </State>
      ))}
    </Block>
  );
}

function waitingOf(order: Dispatch): QueuedAct[] {
  return [{ id: 'waiting-act', dispatchId: order.id, act: 'depart', deviceTime: ago(2 * minuteMs) }];
}

function Cards(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { camera } = cases;
  const order = (id: string, more: Partial<Dispatch> = {}): Dispatch => ({ ...camera.dispatch, ...more, id });
  const late = { forecast: 'late', etaAt: ago(-12 * minuteMs), etaEarliestAt: null } as const;
  const states: Record<string, [Dispatch, QueuedAct[]]> = {
    'in time': [order('workshop-in-time'), []],
    'an act waits': [order('workshop-waits'), waitingOf(camera.dispatch)],
    'will be late': [order('workshop-late', late), []],
    'will be late, roughly': [order('workshop-rough', { ...late, etaEarliestAt: ago(-9 * minuteMs) }), []],
    'too late': [{ ...orderAt('late', camera.dispatch), id: 'workshop-too-late' }, []],
    reported: [orderIn('submitted', order('workshop-reported')), []],
  };
  return (
    <Block name="phone-order-card">
      {Object.entries(states).map(([name, [shown, waiting]]) => (
        <State key={name} name={name} width={width}>
          <OrderCard live={live} item={camera} shown={{ order: shown, waiting }} />
        </State>
      ))}
    </Block>
  );
}

function Lists(): React.JSX.Element {
  const { live, cases } = useExamples();
  const mine = Object.values(cases).map((item): MyOrder => {
    const order = { ...item.dispatch, id: `workshop-list-${item.id}`, arrivalClaim: null };
    return { item, shown: { order, waiting: [] } };
  });
  const states: Record<string, { ready: boolean; orders: MyOrder[] }> = {
    'not here yet': { ready: false, orders: [] },
    none: { ready: true, orders: [] },
    several: { ready: true, orders: mine },
  };
  return (
    <Block name="phone-orders">
      {Object.entries(states).map(([name, given]) => (
        <State key={name} name={name} width={width}>
          <Orders live={live} {...given} chosen={null} choose={nothing} onPush={nothing} />
        </State>
      ))}
    </Block>
  );
}

/** Ways in which an order leaves a phone. */
const goneHow: Record<GoneOrder['how'], true> = { taken: true, withdrawn: true };

function Pieces(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { camera, sensor } = cases;
  const { violation, dispatch } = camera;
  const site = live.sites.get(camera.siteId);
  const withPicture = (frameSha256: string) => ({
    ...camera,
    violation: { ...violation, evidence: { ...violation.evidence, frameSha256 } },
  });
  const asked = { minutes: 10, reason: '堵车', askedBy: 'inspector01', askedAt: ago(minuteMs) };
  const times: Record<string, Partial<Dispatch>> = {
    'may be asked for': {},
    asked: { extension: asked },
    given: { originalDueAt: dispatch.dueAt, dueAt: ago(-9 * minuteMs) },
    'too late to ask': { breachedAt: ago(minuteMs) },
  };
  return (
    <>
      <Block name="phone-countdown">
        <State name="not counted" width={width}>
          <Countdown order={orderIn('recalled', dispatch)} />
        </State>
        {clockStates.map((clock) => (
          <State key={clock} name={clock} width={width}>
            <Countdown order={orderAt(clock, dispatch)} />
          </State>
        ))}
      </Block>
      <Block name="phone-decline">
        {[false, true].map((busy) => (
          <State key={String(busy)} name={busy ? 'on its way' : 'asked why'} width={width}>
            <Decline busy={busy} onReason={nothing} onBack={nothing} />
          </State>
        ))}
      </Block>
      <Block name="phone-opened-head">
        <State name="above what has been opened" width={width}>
          <OpenedHead ask="?" onBack={nothing} />
        </State>
      </Block>
      <Block name="phone-gone">
        {(Object.keys(goneHow) as GoneOrder['how'][]).map((how) => (
          <State key={how} name={how} width={width}>
            <Gone order={{ id: how, siteName: site?.name ?? '', how }} onRead={nothing} />
          </State>
        ))}
      </Block>
      <Block name="phone-more-time">
        {Object.entries(times).map(([name, more]) => (
          <State key={name} name={name} width={width}>
            <MoreTime shown={{ order: { ...dispatch, ...more }, waiting: [] }} />
          </State>
        ))}
      </Block>
      <Block name="phone-order-facts">
        {Object.entries({ camera, sensor, 'without its alarm': { ...camera, violation: null } }).map(
          ([name, item]) => (
            <State key={name} name={name} width={width}>
              <OrderFacts
                live={live}
                item={item}
                order={item.dispatch}
                titleId={`facts-${name.split(' ')[0]}`}
              />
            </State>
          ),
        )}
      </Block>
      <Block name="phone-order-picture">
        <State name="found" width={width}>
          <OrderPicture item={withPicture('found')} />
        </State>
        <State name="missing" width={width}>
          <OrderPicture item={withPicture(missingPicture)} />
        </State>
      </Block>
      <Block name="phone-route">
        <State name="closed" width={width}>
          {site ? <Route site={site} /> : null}
        </State>
      </Block>
    </>
  );
}
