import type { Dispatch } from '@mingchu/shared/dispatch';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LiveState } from '../../live/reducer.ts';
import type { WorkItem } from '../../live/worklist.ts';
import { EvidencePicture } from '../../ui/EvidencePicture.tsx';
import { Ring } from '../../ui/Ring.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { minuteText } from '../../ui/time.ts';
import { evidenceText, placeText, ruleTitle, siteName, stageText } from '../../ui/words.ts';
import { OrderSteps } from './OrderSteps.tsx';
import { routeUri } from './route.ts';

/** One order: how long is left, where, what, and the one next step. */
export function OrderCard(props: { live: LiveState; item: WorkItem; dispatch: Dispatch }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, dispatch } = props;
  const { violation } = item;
  const site = live.sites.get(item.siteId);
  const titleId = `order-${dispatch.id}`;
  return (
    <article
      className="order"
      data-testid="order"
      data-dispatch-id={dispatch.id}
      data-state={dispatch.state}
      data-severity={item.severity}
      aria-labelledby={titleId}
    >
      <p className="order-what">
        <SeverityMark severity={item.severity} size="1.25rem" />
        <b>{t(`severity.${item.severity}`)}</b>
        <span>
          {violation
            ? `${ruleTitle(live, violation.ruleId)} ${evidenceText(violation)}`
            : stageText(dispatch.state)}
        </span>
      </p>
      <h3 id={titleId}>{siteName(live, item.siteId)}</h3>
      <p className="order-where">
        {[site?.address, violation ? placeText(live, violation) : ''].filter(Boolean).join(' · ')}
      </p>
      <Ring dispatch={dispatch} text="inside" />
      <p className="order-due num">
        <b>{stageText(dispatch.state)}</b>
        {dispatch.arrivedAt === null
          ? ` · ${t('phone.beforeDue', { time: minuteText(Date.parse(dispatch.dueAt)) })}`
          : ''}
      </p>
      {site ? (
        <a className="order-route" href={routeUri(site, navigator.userAgent)}>
          {t('phone.route')}
        </a>
      ) : null}
      <OrderSteps dispatch={dispatch} />
      <OrderPicture item={item} />
    </article>
  );
}

function OrderPicture(props: { item: WorkItem }): React.JSX.Element | null {
  const { t } = useTranslation();
  const [missing, setMissing] = useState(false);
  const { violation } = props.item;
  if (!violation?.evidence.frameSha256 || missing) return null;
  return (
    <details className="order-picture">
      <summary>{t('phone.picture')}</summary>
      <EvidencePicture
        src={`/api/v1/frames/${violation.evidence.frameSha256}.jpg`}
        alt={t('phone.picture')}
        box={violation.evidence.box}
        onMissing={() => setMissing(true)}
      />
    </details>
  );
}
