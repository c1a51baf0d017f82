import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Violation } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { wordFor } from '../../../i18n/language.ts';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { measuredText, placeText, ruleTitle, siteName, valueText } from '../../../ui/words.ts';
import { CaseActs } from '../acts/CaseActs.tsx';
import { type Fact, Facts } from '../Facts.tsx';
import { devicePath } from '../site/devicePath.ts';
import { useSiteRules } from '../site/useSiteRules.ts';
import { ArrivalClaimPart } from './ArrivalClaimPart.tsx';
import { BehindPart } from './BehindPart.tsx';
import { EvidencePart } from './EvidencePart.tsx';
import { MessagesPart } from './MessagesPart.tsx';
import { OrderPart } from './OrderPart.tsx';
import { ReportPart } from './ReportPart.tsx';
import { RulePart } from './RulePart.tsx';
import { momentText } from './recordWords.ts';
import { SensorTrace } from './SensorTrace.tsx';
import { SitePart } from './SitePart.tsx';
import { Timeline } from './Timeline.tsx';
import { useCaseRecord } from './useCaseRecord.ts';

/** One item in full: evidence, facts, rule, order, acts and all that has happened. */
export function CaseView(props: { live: LiveState; item: WorkItem; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item } = props;
  const { violation, dispatch } = item;
  const claim = dispatch?.arrivalClaim;
  // A claim and its proofs are facts beside the version.
  const claimed = claim ? `${claim.claimedAt} ${claim.state} ${claim.proofs.length}` : '';
  const version = `${violation?.version ?? 0}.${dispatch?.version ?? 0}.${claimed}`;
  const record = useCaseRecord(item.id, dispatch?.id ?? null, version);
  const siteRules = useSiteRules(item.siteId, may(props.session.role, 'site-rule.read'));
  const own = siteRules.find(({ ruleId }) => ruleId === violation?.ruleId);
  return (
    <div className="case">
      <header className="case-head" data-severity={item.severity}>
        <SeverityMark severity={item.severity} size="1.75rem" />
        <div>
          <h2>{siteName(live, item.siteId)}</h2>
          <p>
            <b className="severity-word">{t(`severity.${item.severity}`)}</b>
            {violation ? ` · ${ruleTitle(live, violation.ruleId)} · ${placeText(live, violation)}` : ''}
          </p>
        </div>
        <CaseActs live={live} item={item} session={props.session} />
      </header>
      <div className="case-columns">
        <div className="case-column">
          {dispatch ? (
            <ArrivalClaimPart live={live} dispatch={dispatch} record={record} role={props.session.role} />
          ) : null}
          {violation?.evidence.metric ? <SensorTrace live={live} violation={violation} own={own} /> : null}
          {violation?.evidence.behind ? <BehindPart live={live} violation={violation} /> : null}
          <EvidencePart live={live} violation={violation} />
          {dispatch ? <ReportPart live={live} dispatchId={dispatch.id} record={record} /> : null}
          <RulePart live={live} rule={violation ? live.rules.get(violation.ruleId) : undefined} own={own} />
        </div>
        <div className="case-column">
          <OrderPart live={live} dispatch={dispatch} />
          <Timeline live={live} record={record} />
          <MessagesPart live={live} record={record} />
          <section className="card" aria-label={t('console.facts')}>
            <h3>{t('console.facts')}</h3>
            {violation ? <Facts facts={violationFacts(live, violation)} /> : <p>{t('console.loading')}</p>}
          </section>
          <SitePart live={live} siteId={item.siteId} />
        </div>
      </div>
    </div>
  );
}

function violationFacts(live: LiveState, violation: Violation): Fact[] {
  const { evidence } = violation;
  const device = live.devices.get(deviceKey(violation.siteId, violation.deviceId));
  const time = (at: string | null): string => (at === null ? '' : momentText(at));
  return [
    ['console.fact.state', wordFor('violation', violation.state)],
    ['console.fact.shelvedUntil', time(violation.shelvedUntil)],
    ['console.fact.value', valueText(evidence)],
    ['console.fact.limit', measuredText(evidence.limit, evidence.metric)],
    [
      'console.fact.confidence',
      evidence.confidence === undefined ? '' : `${Math.round(evidence.confidence * 100)}%`,
    ],
    [
      'console.fact.device',
      device ? <Link href={devicePath(device)}>{device.name}</Link> : violation.deviceId,
    ],
    ['console.fact.zone', violation.zone === '' ? '' : wordFor('zone', violation.zone)],
    ['console.fact.onset', time(violation.onsetAt)],
    ['console.fact.opened', time(violation.openedAt)],
    ['console.fact.cleared', time(violation.clearedAt)],
    ['console.fact.closed', time(violation.closedAt)],
    ['console.fact.recurrences', violation.recurrences > 0 ? String(violation.recurrences) : ''],
    ['console.fact.review', violation.review ? wordFor('verdict', violation.review) : ''],
    [
      'console.fact.reclassifiedAs',
      violation.reclassifiedAs ? ruleTitle(live, violation.reclassifiedAs) : '',
    ],
    ['console.fact.caseRef', violation.caseRef ?? ''],
    ['console.fact.reason', wordFor('reason', violation.reason)],
  ];
}
