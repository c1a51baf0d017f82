/** One sensor over time against its limits: what lies beyond a limit is tinted, and moments stand as lines. */
import { useTranslation } from 'react-i18next';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import './limitChart.css';
import { ChartBox, tickOf } from './chartParts.tsx';
import { timeAxis } from './timeAxis.ts';

export interface LimitPoint {
  atMs: number;
  mean: number;
  /** Lowest and highest of the bucket; the same as `mean` for one reading. */
  range: [number, number];
  /** What the sensor said before its calibration; drawn beside where points have it. */
  raw?: number;
}

/** A limit of a rule: what is beyond it is abnormal. */
export interface Limit {
  value: number;
  direction: 'above' | 'below';
}

export interface Moment {
  atMs: number;
  label: string;
}

/**
 * Room for the names of the limits beside the chart, and for the values of its axis, in letters; also where there is no
 * limit, so that charts below one another have one time axis.
 */
const limitRoom = 6;
const valueRoom = 3.8;
/** Fewer readings than this stand as dots too: a single one draws no line. */
const dotsBelow = 12;

/** Steps of an axis that a person reads at a glance, times a power of ten. */
const niceSteps = [1, 2, 5, 10];
/** About as many lines as an axis has. */
const wantedLines = 4;

/** The value axis: lines at round values, from below the lowest reading or limit to above the highest. */
export function valueAxis(points: readonly LimitPoint[], limits: readonly Limit[]): number[] {
  const values = [
    ...points.flatMap(({ range, raw = range[0] }) => [...range, raw]),
    ...limits.map(({ value }) => value),
  ];
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const rough = Math.max(high - low, 1) / wantedLines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (niceSteps.find((each) => each * power >= rough) ?? 10);
  // Room below as well for what never changes, or its line would lie on that of the axis.
  const first = Math.floor(low / step) - (low === high && low !== 0 && low % step === 0 ? 1 : 0);
  // A line of its own above the highest: what lies beyond a limit needs room to be seen.
  const last = Math.floor(high / step) + 1;
  return Array.from(
    { length: last - first + 1 },
    (_none, index) => Math.round((first + index) * step * 100) / 100,
  );
}

/** Words on lines nearer than this part of the chart would stand upon one another. */
const nearShare = 0.1;

/** Each moment with its words; where the next one is too near, that one says both. */
export function apart(moments: readonly Moment[], [from, to]: [number, number]): Moment[] {
  const sorted = [...moments].sort((a, b) => a.atMs - b.atMs);
  return sorted.map(({ atMs }, index) => {
    let first = index;
    const isNear = (at: number): boolean =>
      (sorted[at]?.atMs ?? to) - (sorted[at - 1]?.atMs ?? Number.NEGATIVE_INFINITY) < (to - from) * nearShare;
    if (index + 1 < sorted.length && isNear(index + 1)) return { atMs, label: '' };
    while (isNear(first)) first -= 1;
    return {
      atMs,
      label: sorted
        .slice(first, index + 1)
        .map(({ label }) => label)
        .join(' · '),
    };
  });
}

/** At most some 1,000 points; no animation. */
export function LimitChart(props: {
  points: LimitPoint[];
  limits: readonly Limit[];
  moments?: readonly Moment[];
  /** Time axis, ms since 1970. */
  span: [number, number];
  unit: string;
  /** How a moment reads when it is pointed at. */
  timeText: (ms: number) => string;
  label: string;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { points, limits, span } = props;
  const ticks = valueAxis(points, limits);
  const domain: [number, number] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const marks = timeAxis(span);
  const hasRaw = points.some(({ raw }) => raw !== undefined);
  const chart = (
    <ChartBox className="limit-chart" label={props.label}>
      {({ width, height, fontSize }) => (
        <ComposedChart
          width={width}
          height={height}
          data={points}
          margin={{
            top: fontSize * 1.5,
            right: fontSize * limitRoom,
            bottom: 0,
            left: 0,
          }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="atMs"
            type="number"
            domain={span}
            ticks={marks.ticks}
            tickFormatter={marks.text}
            tick={tickOf(fontSize)}
            height={Math.ceil(fontSize * 2)}
            tickLine={false}
            minTickGap={fontSize * 4}
          />
          <YAxis
            width={fontSize * valueRoom}
            tick={tickOf(fontSize)}
            tickLine={false}
            axisLine={false}
            domain={domain}
            ticks={ticks}
          />
          {limits.map(({ value, direction }) => (
            <ReferenceArea
              key={`area ${direction} ${value}`}
              y1={value}
              y2={direction === 'above' ? domain[1] : domain[0]}
              fill="var(--critical)"
              fillOpacity={0.07}
              ifOverflow="hidden"
            />
          ))}
          {limits.map(({ value, direction }) => (
            <ReferenceLine
              key={`line ${direction} ${value}`}
              y={value}
              stroke="var(--critical)"
              strokeDasharray="6 4"
              label={{
                value: `${direction === 'above' ? '≤' : '≥'} ${value} ${props.unit}`,
                position: 'right',
                fontSize,
                fill: 'var(--critical)',
              }}
            />
          ))}
          {apart(props.moments ?? [], span).map(({ atMs, label }) => (
            <ReferenceLine
              key={`${atMs} ${label}`}
              x={atMs}
              stroke="var(--text)"
              label={{ value: label, position: 'top', fontSize, fill: 'var(--text)' }}
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            labelFormatter={(ms) => props.timeText(Number(ms))}
            formatter={(value, name) => [valueText(value, props.unit), name === 'raw' ? t('chart.raw') : '']}
            separator=" "
          />
          <Area
            dataKey="range"
            stroke="none"
            fill="var(--line-strong)"
            fillOpacity={0.5}
            isAnimationActive={false}
          />
          <Line
            dataKey="mean"
            stroke="var(--text)"
            strokeWidth={2}
            dot={points.length < dotsBelow ? { r: 2.5, fill: 'var(--text)' } : false}
            isAnimationActive={false}
          />
          {hasRaw ? (
            <Line
              dataKey="raw"
              stroke="var(--dim)"
              strokeDasharray="4 3"
              dot={false}
              isAnimationActive={false}
            />
          ) : null}
        </ComposedChart>
      )}
    </ChartBox>
  );
  if (!hasRaw) return chart;
  return (
    <>
      <small className="chart-raw">{t('chart.rawLine')}</small>
      {chart}
    </>
  );
}

function valueText(value: unknown, unit: string): string {
  const round = (each: unknown): number => Math.round(Number(each) * 10) / 10;
  return Array.isArray(value) ? `${value.map(round).join(' – ')} ${unit}` : `${round(value)} ${unit}`;
}
