import { annunciates } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { countdownOf, type WorkItem } from '../../../live/worklist.ts';
import { countdownText } from '../../../ui/Ring.tsx';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { sitePath } from '../../../ui/sitePath.ts';
import { inspectorName, ruleTitle, siteName, stageText, whatText } from '../../../ui/words.ts';
import { forecastText } from '../../../ui/forecast.ts';
import type { ListRow } from './rows.ts';
import { useClosedRule } from './useClosedRule.ts';

/** One violation with its order: what, where, who, how long yet; beside it the way to the kitchen's cameras. */
export function WorkRow(props: {
  live: LiveState;
  item: WorkItem;
  role: Extract<ListRow, { kind: 'item' }>['role'];
  selected: boolean;
  pick: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, selected, role } = props;
  const countdown = countdownOf(item.dispatch, useServerNow());
  const closedRule = useClosedRule(item);
  const what = item.violation
    ? whatText(live, item.violation)
    : closedRule === null
      ? ''
      : ruleTitle(live, closedRule);
  const who = inspectorName(live, item.dispatch?.inspectorId ?? null);
  const forecast = item.dispatch ? forecastText(item.dispatch) : null;
  const stage = who ? `${stageText(item.dispatch?.state)} · ${who}` : stageText(item.dispatch?.state);
  const site = siteName(live, item.siteId);
  return (
    <>
      <button
        type="button"
        className="worklist-item"
        data-testid="worklist-item"
        data-violation-id={item.id}
        data-severity={item.severity}
        data-state={item.violation?.state}
        data-role={role}
        data-dispatch-state={item.dispatch?.state ?? 'none'}
        aria-current={selected}
        onClick={props.pick}
      >
        <SeverityMark severity={item.severity} size="1.1rem" />
        <span className="item-site one-line">{site}</span>
        <span className="item-time num" data-kind={countdown.kind}>
          {countdown.kind === 'overdue' ? `${t('time.overdue')} ` : ''}
          {countdown.kind === 'none' ? '' : countdownText(countdown)}
        </span>
        <span className="item-what one-line">
          {role === 'first-cause' ? <b className="first-cause">{t('console.flood.first')}</b> : null}
          {what}
        </span>
        <span className="item-stage one-line">
          {forecast ? <b className="item-forecast">{`▲ ${forecast} `}</b> : null}
          {forecast && who ? who : stage}
        </span>
        <span className="item-alarm one-line">{waitingText(item, t) ?? alarmText(item, t)}</span>
      </button>
      <Link
        href={sitePath(item.siteId)}
        className="item-cameras"
        data-testid="row-cameras"
        title={t('console.site.cameras')}
        aria-label={`${site} · ${t('console.site.cameras')}`}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3 6h12v12H3zM15 10.5 21 7v10l-6-3.5z" />
        </svg>
      </Link>
    </>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

/** What of this waits for an officer, before the state of the alarm. */
function waitingText({ dispatch }: WorkItem, t: Words): string | null {
  if (dispatch?.arrivalClaim && dispatch.arrivedAt === null && dispatch.arrivalClaim.state !== 'refused')
    return `● ${t('console.waits.claim')}`;
  return dispatch?.extension ? `● ${t('console.waits.extension')}` : null;
}

/** In a row it only counts whether somebody has seen it; the case says the rest. */
function alarmText({ violation }: WorkItem, t: Words): string {
  if (!violation) return t('violation.normal');
  return t(annunciates[violation.state] ? 'violation.unack' : `violation.${violation.state}`);
}
