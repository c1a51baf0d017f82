import { annunciates } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { countdownOf, type WorkItem, waitsForOfficer } from '../../../live/worklist.ts';
import { AgedValue } from '../../../ui/Aged.tsx';
import { expectedText, lastSeenAgeMs } from '../../../ui/forecast.ts';
import { Ring } from '../../../ui/Ring.tsx';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { ageText } from '../../../ui/time.ts';
import { evidenceText, inspectorName, ruleTitle, siteName, stageText } from '../../../ui/words.ts';
import { SiteLink } from '../SiteLink.tsx';

/** One violation: where, what, who, how long still, and whether he will make it. */
export function QueueRow(props: { item: WorkItem }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveParts('sites', 'rules', 'inspectors');
  const { item } = props;
  const { violation, dispatch } = item;
  const now = useServerNow();
  const overdue = countdownOf(dispatch, now).kind === 'overdue';
  const blink = item.severity === 'critical' && violation !== null && annunciates[violation.state];
  const asked = dispatch?.offeredTo?.length ?? 0;
  const who =
    asked > 1
      ? t('wall.asked', { n: asked })
      : (inspectorName(live, dispatch?.inspectorId ?? null) ?? t('wall.noInspector'));
  const expected = expectedText(dispatch, now);
  // Who says that he is there is not on his way any more.
  const lastSeenMs =
    dispatch && !waitsForOfficer(item)
      ? lastSeenAgeMs(dispatch, live.inspectors.get(dispatch.inspectorId ?? ''), now)
      : null;
  return (
    <li
      className="row"
      data-testid="violation-row"
      data-violation-id={item.id}
      data-state={violation?.state}
      data-dispatch-state={dispatch?.state ?? 'none'}
      data-severity={item.severity}
      data-overdue={overdue}
    >
      <SeverityMark severity={item.severity} size="var(--row-mark)" blink={blink} />
      <div className="row-words">
        <p className="row-site one-line">
          <SiteLink siteId={item.siteId}>{siteName(live, item.siteId)}</SiteLink>
        </p>
        <p className="row-what">
          <span>{t(`severity.${item.severity}`)} ·</span>
          <span className="one-line">{violation ? ruleTitle(live, violation.ruleId) : ''}</span>
          <Figure violation={violation} />
        </p>
        <p className="row-stage">
          <span className="one-line">
            <b>{stageText(dispatch?.state)}</b>
            {` · ${who}`}
            {lastSeenMs === null ? '' : ` · ${ageText(lastSeenMs)}`}
          </span>
          {waitsForOfficer(item) ? <b className="row-claim">{`▲ ${t('queue.claim')}`}</b> : null}
        </p>
      </div>
      <div className="row-clock">
        <Ring dispatch={dispatch} text="beside" />
        {expected ? (
          <p className="row-eta num" data-late={expected.late}>
            {expected.late ? '▲ ' : ''}
            <span data-old={lastSeenMs !== null}>{expected.text}</span>
          </p>
        ) : null}
      </div>
    </li>
  );
}

/** What was measured, with its age; of a gateway how many devices are behind it, which is so now. */
function Figure(props: { violation: WorkItem['violation'] }): React.JSX.Element | null {
  const { violation } = props;
  const figure = violation ? evidenceText(violation) : '';
  if (!violation || figure === '') return null;
  if (violation.evidence.behind !== undefined) return <b className="num">{figure}</b>;
  return (
    <AgedValue kind="measured" at={violation.onsetAt}>
      {figure}
    </AgedValue>
  );
}
