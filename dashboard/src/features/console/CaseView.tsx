import type { Session } from '@mingchu/shared/http';
import type { Violation } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../http/request.ts';
import { wordFor } from '../../i18n/language.ts';
import { deviceKey, type LiveState } from '../../live/reducer.ts';
import type { WorkItem } from '../../live/worklist.ts';
import { EvidencePicture } from '../../ui/EvidencePicture.tsx';
import { Ring } from '../../ui/Ring.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { clockText, durationText } from '../../ui/time.ts';
import { inspectorName, measuredText, placeText, ruleTitle, siteName, stageText } from '../../ui/words.ts';
import { CaseActs } from './CaseActs.tsx';
import { type Fact, Facts } from './Facts.tsx';
import { RulePart } from './RulePart.tsx';
import { Timeline } from './Timeline.tsx';

/** One item in full: evidence, facts, rule, order, acts and all that has happened. */
export function CaseView(props: { live: LiveState; item: WorkItem; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item } = props;
  const violation = useViolation(item);
  const version = `${violation?.version ?? 0}.${item.dispatch?.version ?? 0}`;
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
          <section className="card" aria-label={t('console.evidence')}>
            <h3>{t('console.evidence')}</h3>
            <Evidence live={live} violation={violation} />
          </section>
          <RulePart rule={violation ? live.rules.get(violation.ruleId) : undefined} />
        </div>
        <div className="case-column">
          <DispatchPart live={live} item={item} />
          <section className="card" aria-label={t('console.facts')}>
            <h3>{t('console.facts')}</h3>
            {violation ? <Facts facts={violationFacts(live, violation)} /> : <p>{t('console.loading')}</p>}
          </section>
          <Timeline live={live} violationId={item.id} version={version} />
        </div>
      </div>
    </div>
  );
}

/** The violation: live while open; asked for once it is closed and only its order is still on the list. */
function useViolation(item: WorkItem): Violation | null {
  const [closed, setClosed] = useState<Violation | null>(null);
  const missing = item.violation === null;
  useEffect(() => {
    if (!missing) return;
    let wanted = true;
    request<Violation>('GET', `/violations/${item.id}`).then(
      (violation) => wanted && setClosed(violation),
      () => wanted && setClosed(null), // The facts stay empty; acts on the order still work.
    );
    return () => {
      wanted = false;
    };
  }, [missing, item.id]);
  return item.violation ?? closed;
}

/** The picture of the detection; for a sensor's violation the newest picture of the kitchen, named as such. */
function Evidence(props: { live: LiveState; violation: Violation | null }): React.JSX.Element {
  const { t } = useTranslation();
  const { violation } = props;
  const [missing, setMissing] = useState(false);
  const sha256 = violation?.evidence.frameSha256;
  if (!violation || missing) return <p className="evidence-none">{t('console.evidence.missing')}</p>;
  if (!sha256) {
    const cameras = [...props.live.devices.values()].filter((device) => device.kind === 'camera');
    const camera = cameras.find((each) => each.siteId === violation.siteId);
    if (!camera) return <p className="evidence-none">{t('console.evidence.none')}</p>;
    return (
      <>
        <EvidencePicture
          src={`/api/v1/cameras/${camera.siteId}/${camera.id}/frame.jpg`}
          alt={t('console.evidence.live')}
          onMissing={() => setMissing(true)}
        />
        <small>{`${t('console.evidence.live')} · ${camera.name} · ${t('console.evidence.sensor')}`}</small>
      </>
    );
  }
  return (
    <EvidencePicture
      src={`/api/v1/frames/${sha256}.jpg`}
      alt={t('console.evidence')}
      box={violation.evidence.box}
      onMissing={() => setMissing(true)}
    />
  );
}

function violationFacts(live: LiveState, violation: Violation): Fact[] {
  const { evidence } = violation;
  const device = live.devices.get(deviceKey(violation.siteId, violation.deviceId));
  return [
    ['console.fact.state', wordFor('violation', violation.state)],
    ['console.fact.value', measuredText(evidence.value, evidence.metric)],
    ['console.fact.limit', measuredText(evidence.limit, evidence.metric)],
    [
      'console.fact.confidence',
      evidence.confidence === undefined ? '' : `${Math.round(evidence.confidence * 100)}%`,
    ],
    ['console.fact.device', device?.name ?? violation.deviceId],
    ['console.fact.zone', violation.zone === '' ? '' : wordFor('zone', violation.zone)],
    ['console.fact.onset', clockText(Date.parse(violation.onsetAt))],
    ['console.fact.opened', clockText(Date.parse(violation.openedAt))],
    ['console.fact.recurrences', violation.recurrences > 0 ? String(violation.recurrences) : ''],
    ['console.fact.review', violation.review ? wordFor('verdict', violation.review) : ''],
    ['console.fact.reason', wordFor('reason', violation.reason)],
  ];
}

function DispatchPart(props: { live: LiveState; item: WorkItem }): React.JSX.Element {
  const { t } = useTranslation();
  const { dispatch } = props.item;
  return (
    <section className="card" aria-label={t('console.dispatch')}>
      <h3>{t('console.dispatch')}</h3>
      {dispatch === null ? (
        <p>{t('console.dispatch.none')}</p>
      ) : (
        <div className="case-dispatch">
          <Ring dispatch={dispatch} text="inside" />
          <Facts
            facts={[
              ['console.fact.state', stageText(dispatch.state)],
              [
                'console.fact.inspector',
                inspectorName(props.live, dispatch.inspectorId) ?? t('wall.noInspector'),
              ],
              ['console.fact.due', clockText(Date.parse(dispatch.dueAt))],
              ['console.fact.offers', String(dispatch.offerCount)],
              [
                'console.fact.late',
                dispatch.latenessMs && dispatch.latenessMs > 0 ? durationText(dispatch.latenessMs) : '',
              ],
              ['console.fact.finding', dispatch.finding ? t(`finding.${dispatch.finding}`) : ''],
              ['console.fact.reason', wordFor('reason', dispatch.reason)],
            ]}
          />
        </div>
      )}
    </section>
  );
}
