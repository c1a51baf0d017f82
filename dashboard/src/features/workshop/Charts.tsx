/** The charts by themselves, with nothing, with much, and with what is beyond a limit. */
import { HourBars, StackedBars } from '../../ui/charts.tsx';
import { LimitChart, type LimitPoint } from '../../ui/limitChart.tsx';
import { minuteText } from '../../ui/time.ts';
import { MinuteBars, RateTrace, SpanBars, UsualBars } from '../../ui/wallCharts.tsx';
import { Block, State } from './Block.tsx';

const hours = Array.from({ length: 24 }, (_none, hour) => hour);
/** Something that rises and falls. */
const wave = (index: number): number => Math.round(6 + 5 * Math.sin(index / 3));
const [width, height] = [22, 12];

const usual = (most: number) =>
  hours.map((hour) => ({
    hour,
    count: hour > 12 ? null : wave(hour) * most,
    unfinished: hour === 12,
    unusual: most > 1 && hour === 12,
    band: [wave(hour) - 1, wave(hour) + 2] as [number, number],
    median: wave(hour),
  }));
const minutes = (most: number) =>
  Array.from({ length: 16 }, (_none, minute) => ({
    at: minute + 0.5,
    count: Math.max(0, 8 - Math.abs(minute - 6)) * most,
    past: Math.max(0, 7 - Math.abs(minute - 5)),
    late: minute >= 10,
  }));
/** A quarter of an hour between two readings. */
const stepMs = 900_000;
const noonMs = Date.parse('2026-11-24T04:00:00Z');
const points = (warm: number): LimitPoint[] =>
  Array.from({ length: 40 }, (_none, index) => {
    const mean = 4 + Math.sin(index / 4) + (index > 25 ? warm : 0);
    return { atMs: noonMs + index * stepMs, mean, range: [mean - 0.4, mean + 0.4] };
  });

export function Charts(): React.JSX.Element {
  return (
    <>
      <Block name="usual-bars">
        {[0, 1, 4].map((most) => (
          <State key={most} name={['none', 'usual', '', '', 'unusual'][most] ?? ''} {...{ width, height }}>
            <UsualBars bars={usual(most)} label="usual bars" />
          </State>
        ))}
      </Block>
      <Block name="minute-bars">
        {[0, 1].map((most) => (
          <State key={most} name={most === 0 ? 'none' : 'some late'} {...{ width, height }}>
            <MinuteBars bars={minutes(most)} limitMin={10} label="minute bars" />
          </State>
        ))}
      </Block>
      <Block name="span-bars">
        {[[0, 0, 0, 0, 0, 0], hours.slice(0, 6).map(wave), [2, 3, 4, 3, 9, 59]].map((counts, index) => (
          <State key={index} name={['none', 'usual', 'flood'][index] ?? ''} {...{ width, height }}>
            <SpanBars counts={counts} limit={10} label="span bars" />
          </State>
        ))}
      </Block>
      <Block name="rate-trace">
        {[2, 60].map((count) => (
          <State key={count} name={count === 2 ? 'begins' : 'ten minutes'} {...{ width, height }}>
            <RateTrace
              rates={Array.from({ length: count }, (_none, at) => wave(at))}
              places={60}
              label="rates"
            />
          </State>
        ))}
      </Block>
      <Block name="hour-bars">
        <State name="usual" {...{ width, height }}>
          <HourBars
            bars={hours.map((hour) => ({ hour, count: wave(hour), current: hour === 12 }))}
            label="hour bars"
          />
        </State>
      </Block>
      <Block name="stacked-bars">
        <State name="usual" {...{ width, height }}>
          <StackedBars
            bars={hours.slice(0, 7).map((day) => ({ name: `${day + 1}`, counts: [wave(day), 2, 1] }))}
            fills={['var(--dim)', 'var(--line-strong)', 'var(--critical)']}
            label="stacked bars"
          />
        </State>
      </Block>
      <Block name="limit-chart">
        {[0, 6].map((warm) => (
          <State key={warm} name={warm === 0 ? 'within' : 'beyond'} width={40} height={16}>
            <LimitChart
              points={points(warm)}
              limits={[{ value: 8, direction: 'above' }]}
              span={[noonMs, noonMs + 40 * stepMs]}
              unit="℃"
              timeText={minuteText}
              label="limit chart"
            />
          </State>
        ))}
      </Block>
    </>
  );
}
