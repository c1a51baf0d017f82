/** The charts, fetched apart from the wall: whoever waits for the first picture does not wait for them. */
import { lazy, Suspense } from 'react';

/** A quiet place of the same size while the chart is on its way. */
export function ChartPlace(props: { children: React.ReactNode }): React.JSX.Element {
  return <Suspense fallback={<div className="chart-box" />}>{props.children}</Suspense>;
}

const charts = () => import('../../../ui/wallCharts.tsx');

export const UsualBars = lazy(async () => ({ default: (await charts()).UsualBars }));
export const MinuteBars = lazy(async () => ({ default: (await charts()).MinuteBars }));
export const SpanBars = lazy(async () => ({ default: (await charts()).SpanBars }));
export const RateTrace = lazy(async () => ({ default: (await charts()).RateTrace }));
