/** The chosen case, whole and by its cards. */
import type { ArrivalForecast } from '@mingchu/shared/dispatch';
import { dispatchStates } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import type { RuleSummary } from '@mingchu/shared/live';
import type { Rule, RuleKind } from '@mingchu/shared/rulebook';
import type { Violation } from '@mingchu/shared/violation';
import { useMemo } from 'react';
import type { LiveState } from '../../../live/reducer.ts';
import { missingPicture } from '../../../mock/drawnPictures.ts';
import { MockWorld } from '../../../mock/world.ts';
import { BehindPart } from '../../console/case/BehindPart.tsx';
import { CaseView } from '../../console/case/CaseView.tsx';
import { EvidencePart } from '../../console/case/EvidencePart.tsx';
import { OrderPart } from '../../console/case/OrderPart.tsx';
import { RulePart } from '../../console/case/RulePart.tsx';
import { SensorTrace } from '../../console/case/SensorTrace.tsx';
import { SitePart } from '../../console/case/SitePart.tsx';
import { Facts } from '../../console/Facts.tsx';
import { PhoneLink } from '../../console/PhoneLink.tsx';
import type { SetSiteRule } from '../../console/site/useSiteRules.ts';
import { Block, State } from '../Block.tsx';
import { liveOf } from '../drawnStates.ts';
import { ago, orderIn, useExamples } from '../examples.ts';

const width = 40;
const minuteMs = 60_000;

export function CaseCards({ session }: { session: Session }): React.JSX.Element {
  const { live, cases } = useExamples();
  return (
    <>
      <Block name="case-view">
        {Object.entries(cases).map(([name, item]) => (
          <State key={name} name={name} width={84}>
            <CaseView live={live} item={item} session={session} />
          </State>
        ))}
      </Block>
      <Evidence />
      <Block name="sensor-trace">
        <State name="lasts" width={width}>
          <SensorTrace live={live} violation={cases.sensor.violation} own={undefined} />
        </State>
        <State name="over" width={width}>
          <SensorTrace
            live={live}
            violation={{ ...cases.sensor.violation, clearedAt: ago(minuteMs), conditionActive: false }}
            own={undefined}
          />
        </State>
      </Block>
      <Behind />
      <Rules live={live} />
      <Orders />
      <Block name="site-part">
        <State name="known" width={width}>
          <SitePart live={live} siteId={cases.camera.siteId} />
        </State>
        <State name="not known" width={width}>
          <SitePart live={live} siteId="site-unknown" />
        </State>
      </Block>
      <People live={live} />
    </>
  );
}

function Evidence(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { violation } = cases.camera;
  const withPicture = (frameSha256: string): Violation => ({
    ...violation,
    evidence: { ...violation.evidence, frameSha256 },
  });
  const { box: _none, ...boxless } = violation.evidence;
  const states: Record<string, Violation | null> = {
    found: withPicture('found'),
    'not kept': violation,
    'of a sensor': cases.sensor.violation,
    'without a box': { ...violation, evidence: boxless },
    missing: withPicture(missingPicture),
    'no camera': { ...violation, siteId: 'site-unknown' },
    'not known': null,
  };
  return (
    <Block name="evidence-part">
      {Object.entries(states).map(([name, shown]) => (
        <State key={name} name={name} width={26}>
          <EvidencePart live={live} violation={shown} />
        </State>
      ))}
    </Block>
  );
}

function Behind(): React.JSX.Element {
  const live = useMemo(() => liveOf(new MockWorld('gateway')), []);
  const violation = [...live.violations.values()].find(({ evidence }) => evidence.behind !== undefined);
  if (!violation) throw new Error('the mock has no gateway that is down');
  return (
    <Block name="behind-part">
      <State name="down" width={width}>
        <BehindPart live={live} violation={violation} />
      </State>
      <State name="back" width={width}>
        <BehindPart live={live} violation={{ ...violation, conditionActive: false }} />
      </State>
    </Block>
  );
}

type Condition = NonNullable<RuleSummary['condition']>;
const again = { count: 3, withinS: 120, offDelayS: 60 };
/** What a rule of each kind may ask for. */
const paramsOf: { [Kind in RuleKind]: Extract<Rule, { kind: Kind }>['params'] } = {
  threshold: {
    metric: 'temperatureC',
    direction: 'above',
    limit: 8,
    forS: 600,
    hysteresis: 1,
    offDelayS: 60,
  },
  sentinel: { metric: 'temperatureC', values: [-127, 85], forS: 60 },
  rate: { metric: 'temperatureC', rise: 3, withinS: 900 },
  detections: { type: 'no-hat', minConfidence: 0.8, ...again },
  fault: { fault: 'clock-skew', ...again },
  offline: { forS: 60 },
  flapping: again,
  stuck: { metric: 'temperatureC', step: 0.1, forS: 86_400, samples: 20 },
  absence: { periods: 3 },
};
const sendings = ['dispatch', 'review-first', 'none'] as const satisfies Condition['autoDispatch'][];

/** What a kitchen may have of its own for a rule. */
const set = { ruleId: 'fridge-warm', reason: '冷库门口，开门频繁', setBy: 'chief', setAt: ago(minuteMs) };
const owns: Record<string, SetSiteRule> = {
  "the kitchen's own": { ...set, enabled: true, params: { limit: 10, forS: 1_800 } },
  'switched off there': { ...set, enabled: false, params: {} },
};

function Rules({ live }: { live: LiveState }): React.JSX.Element {
  const like = live.rules.get('fridge-warm');
  if (!like) throw new Error('the mock has no rule for fridges');
  const { condition: _none, ...plain } = like;
  return (
    <Block name="rule-part">
      <State name="without a condition" width={width}>
        <RulePart live={live} rule={plain} own={undefined} />
      </State>
      {Object.entries(owns).map(([name, own]) => (
        <State key={name} name={name} width={width}>
          <RulePart live={live} rule={like} own={own} />
        </State>
      ))}
      {(Object.keys(paramsOf) as RuleKind[]).map((kind, index) => (
        <State key={kind} name={kind} width={width}>
          <RulePart
            live={live}
            own={undefined}
            rule={{
              ...plain,
              shelvable: index % 2 === 0,
              condition: {
                kind,
                params: paramsOf[kind],
                deviceKinds: 'any',
                latched: index % 2 === 1,
                autoDispatch: sendings[index % sendings.length] ?? 'none',
              } as Condition,
            }}
          />
        </State>
      ))}
    </Block>
  );
}

/** What to expect of an order, and what its estimate then is. */
const forecasts: Record<ArrivalForecast, { etaAt: string | null; etaEarliestAt: string | null }> = {
  'in-time': { etaAt: ago(-2 * minuteMs), etaEarliestAt: null },
  late: { etaAt: ago(-12 * minuteMs), etaEarliestAt: null },
  'nobody-in-time': { etaAt: ago(-14 * minuteMs), etaEarliestAt: null },
  'nobody-in-time-roughly': { etaAt: ago(-14 * minuteMs), etaEarliestAt: ago(-10 * minuteMs) },
  unknown: { etaAt: null, etaEarliestAt: null },
};

function Orders(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { dispatch } = cases.camera;
  const asked = { minutes: 5, reason: '路上堵车，绕行', askedBy: 'duty', askedAt: ago(minuteMs) };
  return (
    <Block name="order-part">
      <State name="none" width={width}>
        <OrderPart live={live} dispatch={null} />
      </State>
      {dispatchStates.map((state) => (
        <State key={state} name={state} width={width}>
          <OrderPart live={live} dispatch={orderIn(state, dispatch)} />
        </State>
      ))}
      {(Object.keys(forecasts) as ArrivalForecast[]).map((forecast) => (
        <State key={forecast} name={`forecast ${forecast}`} width={width}>
          <OrderPart live={live} dispatch={{ ...dispatch, forecast, ...forecasts[forecast] }} />
        </State>
      ))}
      <State name="more time asked" width={width}>
        <OrderPart live={live} dispatch={{ ...dispatch, extension: asked }} />
      </State>
      <State name="more time given, another round, late" width={width}>
        <OrderPart
          live={live}
          dispatch={{
            ...orderIn('arrived', dispatch),
            originalDueAt: dispatch.dueAt,
            dueAt: ago(3 * minuteMs),
            latenessMs: 2 * minuteMs,
            originalLatenessMs: 7 * minuteMs,
            round: 2,
            offerCount: 4,
          }}
        />
      </State>
    </Block>
  );
}

function People({ live }: { live: LiveState }): React.JSX.Element {
  const [person] = live.inspectors.values();
  return (
    <>
      <Block name="facts">
        <State name="words, and none" width={20}>
          <Facts
            facts={[
              ['console.fact.device', '冷藏柜'],
              ['console.fact.zone', ''],
              ['console.fact.reason', '—'.repeat(40)],
            ]}
          />
        </State>
      </Block>
      <Block name="phone-link">
        <State name="known" width={20}>
          <PhoneLink inspectorId={person?.inspectorId ?? null} name={person?.name ?? ''} />
        </State>
      </Block>
    </>
  );
}
