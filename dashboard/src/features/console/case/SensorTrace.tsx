import type { Violation } from '@mingchu/shared/violation';
import { type Metric, metricUnits, metrics } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import type { Limit, Moment } from '../../../ui/limitChart.tsx';
import { minuteText } from '../../../ui/time.ts';
import { devicePath } from '../site/devicePath.ts';
import { ReadingsChart } from '../site/ReadingsChart.tsx';
import { limitOf, type SiteRule } from '../site/ruleLimits.ts';
import { useReadings } from '../site/useReadings.ts';

const minuteMs = 60_000;
/** What is shown before the condition began, and how long the trace is at least. */
const beforeMs = 60 * minuteMs;
const leastMs = 90 * minuteMs;
/** A condition that lasts longer is shown from its beginning for this long. */
const mostMs = 24 * 60 * minuteMs;

/** What the sensor measured around the violation, with the limit of the rule. */
export function SensorTrace(props: {
  live: LiveState;
  violation: Violation;
  /** What the kitchen has of its own for the rule. */
  own: SiteRule | undefined;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { live, violation } = props;
  const metric = metrics.find((each) => each === violation.evidence.metric) ?? null;
  const fromMs = Date.parse(violation.onsetAt) - beforeMs;
  const spanMs = spanOf(violation, fromMs);
  const { siteId, deviceId } = violation;
  const reading = useReadings({ siteId, deviceId, metric, fromMs, spanMs });
  if (metric === null) return null;
  const device = live.devices.get(deviceKey(siteId, deviceId));
  const title = `${device?.name ?? deviceId} · ${t(`metric.${metric}`)} ${metricUnits[metric]}`;
  return (
    <section className="card sensor-trace" aria-label={t('console.trace')}>
      <h3>
        {title}
        {device ? (
          <Link href={devicePath(device)} className="card-link">
            {t('device.open')}
          </Link>
        ) : null}
      </h3>
      <ReadingsChart
        reading={reading}
        limits={limitsOf(violation, metric, limitOf(live.rules.get(violation.ruleId), props.own))}
        moments={momentsOf(violation, t)}
        unit={metricUnits[metric]}
        timeText={minuteText}
        label={title}
      />
    </section>
  );
}

/** Until half an hour after the end, or, while it lasts, until now. */
function spanOf(violation: Violation, fromMs: number): number {
  const endMs = violation.clearedAt ? Date.parse(violation.clearedAt) + 30 * minuteMs : fromMs + mostMs;
  return Math.min(mostMs, Math.max(leastMs, endMs - fromMs));
}

/** The limit that was crossed as it stood then; the rule says which side of it is abnormal. */
function limitsOf({ evidence }: Violation, metric: Metric, ofRule: ReturnType<typeof limitOf>): Limit[] {
  const value = evidence.limit ?? (ofRule?.metric === metric ? ofRule.value : undefined);
  if (value === undefined) return [];
  const below = evidence.value !== undefined && evidence.value < value;
  return [{ value, direction: ofRule?.direction ?? (below ? 'below' : 'above') }];
}

function momentsOf(
  violation: Violation,
  t: (key: 'console.fact.onset' | 'console.fact.opened' | 'console.fact.cleared') => string,
): Moment[] {
  const [onsetMs, openedMs] = [Date.parse(violation.onsetAt), Date.parse(violation.openedAt)];
  return [
    ...(openedMs - onsetMs > 5 * minuteMs ? [{ atMs: onsetMs, label: t('console.fact.onset') }] : []),
    { atMs: openedMs, label: t('console.fact.opened') },
    ...(violation.clearedAt
      ? [{ atMs: Date.parse(violation.clearedAt), label: t('console.fact.cleared') }]
      : []),
  ];
}
