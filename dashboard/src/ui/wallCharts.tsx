/**
 * The wall's charts: today beside what is usual. No animation: a wall that moves without cause draws eyes for nothing.
 */
import {
  Area,
  Bar,
  BarChart,
  CartesianGrid,
  ComposedChart,
  Line,
  LineChart,
  ReferenceLine,
  XAxis,
  YAxis,
} from 'recharts';
import { useTranslation } from 'react-i18next';
import {
  axisWidthPx,
  bare,
  bottomLine,
  ChartBox,
  labelledLine,
  lengthOf,
  marginOf,
  tickOf,
} from './chartParts.tsx';

export interface UsualBar {
  hour: number;
  /** Null for hours to come. */
  count: number | null;
  /** The hour is not over. */
  unfinished: boolean;
  /** Far above what is usual. */
  unusual: boolean;
  /** Lower and upper quartile; null without a usual day. */
  band: [number, number] | null;
  median: number | null;
}

interface BarShape {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  payload?: UsualBar;
}

/** Bars of today over the band of a usual day; noon says what the axis counts in. */
export function UsualBars(props: { bars: UsualBar[]; label: string }): React.JSX.Element {
  const { t } = useTranslation();
  const tick = (hour: number): string => (hour === 12 ? t('numbers.axis.hour', { n: hour }) : String(hour));
  const most = Math.max(4, ...props.bars.flatMap((bar) => [bar.count ?? 0, bar.band?.[1] ?? 0]));
  return (
    <ChartBox label={props.label}>
      {({ width, height, fontSize }) => {
        const axis = axisWidthPx(most, fontSize);
        const hourPx = (width - axis - marginOf(fontSize).right) / 24;
        return (
          <ComposedChart
            width={width}
            height={height}
            data={props.bars}
            margin={marginOf(fontSize)}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" strokeWidth={lengthOf(1, fontSize)} />
            <XAxis dataKey="hour" interval={5} tickFormatter={tick} {...labelledLine(fontSize)} />
            <XAxis dataKey="hour" xAxisId="usual" hide />
            <YAxis
              width={axis}
              domain={[0, most]}
              allowDecimals={false}
              tick={tickOf(fontSize)}
              tickCount={3}
              {...bare}
            />
            <Bar
              dataKey="band"
              xAxisId="usual"
              barSize={Math.max(2, hourPx - 1)}
              shape={Band}
              isAnimationActive={false}
            />
            <Bar
              dataKey="count"
              barSize={Math.max(2, hourPx * 0.55)}
              shape={TodayBar}
              isAnimationActive={false}
            />
          </ComposedChart>
        );
      }}
    </ChartBox>
  );
}

/** From quartile to quartile, with a line at the median. */
function Band({ x = 0, y = 0, width = 0, height = 0, payload }: BarShape): React.JSX.Element | null {
  if (!payload?.band || payload.median === null) return null;
  const [low, high] = payload.band;
  const part = high > low ? (high - payload.median) / (high - low) : 0;
  const line = Math.max(2, width / 4);
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} fill="var(--line)" />
      <rect x={x} y={y + height * part - line / 2} width={width} height={line} fill="var(--line-strong)" />
    </g>
  );
}

/** Solid when the hour is over, an outline while it runs; unusual ones have a mark above and a colour. */
function TodayBar({ x = 0, y = 0, width = 0, height = 0, payload }: BarShape): React.JSX.Element | null {
  if (!payload || payload.count === null || height <= 0) return null;
  const tone = payload.unusual ? 'var(--major)' : payload.unfinished ? 'var(--text)' : 'var(--dim)';
  const middle = x + width / 2;
  const mark = Math.max(8, width);
  const outline = Math.max(1.5, width / 4);
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        fill={payload.unfinished ? 'var(--panel)' : tone}
        stroke={tone}
        strokeWidth={payload.unfinished ? outline : 0}
        strokeDasharray={payload.unfinished ? `${outline * 1.5} ${outline}` : undefined}
      />
      {payload.unusual ? (
        <path d={`M${middle - mark / 2} ${y - 2}h${mark}l${-mark / 2} ${-mark * 0.8}z`} fill={tone} />
      ) : null}
    </g>
  );
}

export interface MinuteBar {
  /** Middle of the minute. */
  at: number;
  count: number;
  /** As many as the past would have brought here. */
  past: number | null;
  late: boolean;
}

/** How many arrived in each minute, before the outline of the past; the limit is a line, with the unit of the axis. */
export function MinuteBars(props: { bars: MinuteBar[]; limitMin: number; label: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { bars, limitMin } = props;
  const most = Math.max(2, ...bars.flatMap(({ count, past }) => [count, past ?? 0]));
  const shown = bars.map((bar) => ({ ...bar, fill: bar.late ? 'var(--critical)' : 'var(--dim)' }));
  const end = bars.length;
  const tick = (minute: number): string => {
    if (minute === limitMin) return t('numbers.axis.minutes', { n: minute });
    return minute === end - 1 ? `${minute}+` : String(minute);
  };
  return (
    <ChartBox label={props.label}>
      {({ width, height, fontSize }) => {
        const axis = axisWidthPx(most, fontSize);
        const minutePx = (width - axis - marginOf(fontSize).right) / end;
        return (
          <ComposedChart
            width={width}
            height={height}
            data={shown}
            margin={marginOf(fontSize)}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" strokeWidth={lengthOf(1, fontSize)} />
            <XAxis
              dataKey="at"
              type="number"
              domain={[0, end]}
              ticks={[0, limitMin / 2, limitMin, end - 1]}
              interval={0}
              tickFormatter={tick}
              {...labelledLine(fontSize)}
            />
            <YAxis
              width={axis}
              domain={[0, Math.ceil(most)]}
              allowDecimals={false}
              tick={tickOf(fontSize)}
              tickCount={3}
              {...bare}
            />
            <Area
              dataKey="past"
              type="step"
              fill="var(--line)"
              fillOpacity={1}
              stroke="var(--line-strong)"
              strokeWidth={lengthOf(2, fontSize)}
              isAnimationActive={false}
            />
            <Bar dataKey="count" barSize={Math.max(2, minutePx * 0.6)} isAnimationActive={false} />
            <ReferenceLine x={limitMin} stroke="var(--text)" strokeWidth={lengthOf(2, fontSize)} />
          </ComposedChart>
        );
      }}
    </ChartBox>
  );
}

/** The same span again and again, oldest first, against a limit; the newest is lighter. */
export function SpanBars(props: { counts: number[]; limit: number; label: string }): React.JSX.Element {
  const { counts, limit } = props;
  const most = Math.max(limit * 1.2, ...counts);
  const shown = counts.map((count, index) => ({
    count,
    fill: count > limit ? 'var(--critical)' : index === counts.length - 1 ? 'var(--text)' : 'var(--dim)',
  }));
  return (
    <ChartBox label={props.label}>
      {({ fontSize, ...size }) => (
        <BarChart {...size} data={shown} margin={marginOf(fontSize)} accessibilityLayer={false}>
          <XAxis tick={false} height={Math.ceil(fontSize * 0.6)} {...bottomLine(fontSize)} />
          <YAxis
            width={axisWidthPx(limit, fontSize)}
            domain={[0, most]}
            ticks={(size.height * limit) / most > 2 * fontSize ? [0, limit] : [limit]}
            interval={0}
            tick={tickOf(fontSize)}
            {...bare}
          />
          <Bar dataKey="count" isAnimationActive={false} />
          <ReferenceLine y={limit} stroke="var(--text)" strokeWidth={lengthOf(2, fontSize)} />
        </BarChart>
      )}
    </ChartBox>
  );
}

/** A rate over time, oldest first. */
export function RateTrace(props: { rates: number[]; places: number; label: string }): React.JSX.Element {
  const { rates, places } = props;
  const most = Math.max(1, ...rates);
  const shown = rates.map((rate, index) => ({ rate, at: places - rates.length + index }));
  return (
    <ChartBox label={props.label}>
      {({ fontSize, ...size }) => (
        <LineChart {...size} data={shown} margin={marginOf(fontSize)} accessibilityLayer={false}>
          <XAxis
            dataKey="at"
            type="number"
            domain={[0, places - 1]}
            tick={false}
            height={Math.ceil(fontSize * 0.6)}
            {...bottomLine(fontSize)}
          />
          <YAxis
            width={axisWidthPx(most, fontSize)}
            domain={[0, Math.ceil(most)]}
            ticks={[0, Math.ceil(most)]}
            interval={0}
            tick={tickOf(fontSize)}
            {...bare}
          />
          <Line
            dataKey="rate"
            dot={false}
            stroke="var(--dim)"
            strokeWidth={lengthOf(3, fontSize)}
            isAnimationActive={false}
          />
        </LineChart>
      )}
    </ChartBox>
  );
}
