/** What the charts have in common. Axes begin at zero; grey is what is normal, colour what is not. */
import { useBox } from './useBox.ts';

/** Axis without ticks or frame; lengths in px. */
export const bare = { tickLine: false, axisLine: false } as const;
/** The line on which bars stand. */
export const bottomLine = { tickLine: false, axisLine: { stroke: 'var(--line-strong)' } } as const;
/** Labels of an axis. */
export const tickOf = (fontSize: number) => ({ fontSize, fill: 'var(--dim)' });
/** The line on which bars stand, and its labels; a chart's own height of it is one for small letters only. */
export const labelledLine = (fontSize: number) => ({
  ...bottomLine,
  tick: tickOf(fontSize),
  height: Math.ceil(fontSize * 1.5),
});
/** Around a chart, px. */
export const marginPx = { top: 10, right: 10, bottom: 0, left: 0 } as const;

/** Room for as many digits as the highest value has. */
export function axisWidthPx(most: number, fontSize: number): number {
  return fontSize * (0.7 + 0.6 * String(Math.ceil(most)).length);
}

/** Of a chart and of its letters, px. */
export interface ChartSize {
  width: number;
  height: number;
  fontSize: number;
}

/** The box of a chart: of the size that is given, else drawn into once its own is known. */
export function ChartBox(props: {
  label: string;
  size?: ChartSize | undefined;
  children: (size: ChartSize) => React.JSX.Element;
}): React.JSX.Element {
  const { size } = props;
  const { ref, width, height } = useBox();
  const drawn = (): React.JSX.Element | null => {
    if (size) return props.children(size);
    if (!ref.current || width === 0 || height === 0) return null;
    const fontSize = Number.parseFloat(getComputedStyle(ref.current).fontSize);
    return props.children({ width, height, fontSize });
  };
  return (
    <div className="chart-box" ref={ref} role="img" aria-label={props.label}>
      {drawn()}
    </div>
  );
}
