/** Charts of counts over hours and days. Recharts stays within this folder. */
import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from 'recharts';
import { bare, ChartBox, type ChartSize, labelledLine, marginOf, tickOf } from './chartParts.tsx';

export interface HourBar {
  hour: number;
  count: number;
  current: boolean;
}

/** Bars of a day, one per hour; the current hour is lighter. */
export function HourBars(props: {
  bars: HourBar[];
  size?: ChartSize | undefined;
  label: string;
}): React.JSX.Element {
  const shown = props.bars.map((bar) => ({
    ...bar,
    fill: bar.current ? 'var(--text)' : 'var(--line-strong)',
  }));
  return (
    <ChartBox label={props.label} size={props.size}>
      {({ width, height, fontSize }) => (
        <BarChart
          width={width}
          height={height}
          data={shown}
          margin={marginOf(fontSize)}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="hour"
            interval={5}
            tickFormatter={(hour) => `${hour}:00`}
            {...labelledLine(fontSize)}
          />
          <YAxis
            width={fontSize * 2.2}
            allowDecimals={false}
            tick={tickOf(fontSize)}
            tickCount={3}
            {...bare}
          />
          <Bar dataKey="count" isAnimationActive={false} radius={[2, 2, 0, 0]} />
        </BarChart>
      )}
    </ChartBox>
  );
}

/** One day of a trend: how many of each part, in the order of the parts. */
export interface StackedBar {
  name: string;
  counts: readonly number[];
}

/** Bars of days, each divided into the same parts; the parts are named beside their colours by the caller. */
export function StackedBars(props: {
  bars: readonly StackedBar[];
  /** A colour of each part, the lowest first. */
  fills: readonly string[];
  size?: ChartSize | undefined;
  label: string;
}): React.JSX.Element {
  return (
    <ChartBox label={props.label} size={props.size}>
      {({ width, height, fontSize }) => (
        <BarChart
          width={width}
          height={height}
          data={props.bars.map(({ name, counts }) => ({ name, ...counts }))}
          margin={marginOf(fontSize)}
          maxBarSize={fontSize * 4}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="name" minTickGap={fontSize} {...labelledLine(fontSize)} />
          <YAxis
            width={fontSize * 2.8}
            allowDecimals={false}
            tick={tickOf(fontSize)}
            tickCount={3}
            {...bare}
          />
          {props.fills.map((fill, part) => (
            <Bar key={fill} dataKey={String(part)} stackId="day" fill={fill} isAnimationActive={false} />
          ))}
        </BarChart>
      )}
    </ChartBox>
  );
}
