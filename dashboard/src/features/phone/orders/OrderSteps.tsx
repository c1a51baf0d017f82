import { type Dispatch, type DispatchAct, dispatchTransitions } from '@mingchu/shared/dispatch';
import { may, permissions } from '@mingchu/shared/permissions';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { readPage } from '../acts/kept.ts';
import { Arrival, arrivalKey } from '../arrival/Arrival.tsx';
import { ReportForm } from '../report/ReportForm.tsx';
import { Decline } from './Decline.tsx';
import { MoreTime } from './MoreTime.tsx';
import type { ShownOrder } from './overlay.ts';
import { Route } from './Route.tsx';
import { useOrderAct } from './useOrderAct.ts';

/** The acts that one who works by the phone has in the order's state, from the shared tables. */
function actsOf(order: Dispatch): DispatchAct[] {
  const acts = Object.keys(dispatchTransitions[order.state]) as DispatchAct[];
  return acts.filter((act) => permissions['phone.work'].some((role) => may(role, `order.${act}`)));
}

/** The next step as one big button, always above the tabs where the thumb is, and what else can be done. */
export function OrderSteps(props: { live: LiveState; item: WorkItem; shown: ShownOrder }): React.JSX.Element {
  const { t } = useTranslation();
  const { order } = props.shown;
  const acts = actsOf(order);
  const { busy, error, go } = useOrderAct();
  const [declining, setDeclining] = useState(false);
  const [atTheDoor, setAtTheDoor] = useArrivalBegun(order);
  const { id: dispatchId, version } = order;

  if (order.state === 'submitted')
    return (
      <p className="order-done">
        {t(props.shown.waiting.length > 0 ? 'phone.doneKept' : 'phone.done')}
        {order.finding ? <span>{t(`finding.${order.finding}`)}</span> : null}
      </p>
    );
  if (acts.includes('submit'))
    return <ReportForm live={props.live} shown={props.shown} ruleId={props.item.violation?.ruleId ?? null} />;
  const departFirst = acts.includes('depart');
  const site = props.live.sites.get(order.siteId);
  const arriving = acts.includes('arrive') && (atTheDoor || Boolean(order.arrivalClaim));
  const next = !arriving && (departFirst ? 'depart' : acts.includes('arrive') ? 'arrive' : null);
  const failed = <div aria-live="polite">{error ? <p className="order-error">{error}</p> : null}</div>;
  return (
    <>
      <div className="order-steps">
        {arriving ? <Arrival shown={props.shown} /> : null}
        {site ? <Route site={site} /> : null}
        {next === 'depart' && acts.includes('arrive') ? (
          <button type="button" className="step" data-testid="act-arrive" onClick={() => setAtTheDoor(true)}>
            {t('phone.arrived')}
          </button>
        ) : null}
        <MoreTime shown={props.shown} />
        {acts.includes('decline') && !declining ? (
          <button
            type="button"
            className="step step-quiet"
            data-testid="act-decline"
            disabled={busy}
            onClick={() => setDeclining(true)}
          >
            {t('phone.cannot')}
          </button>
        ) : null}
        {declining ? (
          <Decline
            busy={busy}
            onBack={() => setDeclining(false)}
            onReason={(reason) => void go({ dispatchId, act: 'decline', body: { reason } })}
          />
        ) : null}
        {next ? null : failed}
      </div>
      {next ? (
        <div className="order-next">
          {failed}
          <button
            type="button"
            className="step step-main"
            data-testid={`act-${next}`}
            disabled={busy}
            onClick={() =>
              next === 'arrive'
                ? setAtTheDoor(true)
                : void go({ dispatchId, act: 'depart', body: {}, version })
            }
          >
            {t(next === 'arrive' ? 'phone.arrived' : 'act.depart')}
          </button>
        </div>
      ) : null}
    </>
  );
}

/** He has said to be there: still so after a reload. */
function useArrivalBegun(order: Dispatch): [boolean, (begun: boolean) => void] {
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    readPage(arrivalKey(order.id))
      .then((kept) => kept !== null && setBegun(true))
      .catch(() => undefined);
  }, [order.id]);
  return [begun, setBegun];
}
