/** What the charts have in common. Axes begin at zero; grey is what is normal, colour what is not. */
import { useBox } from './useBox.ts';

/** Axis without ticks or frame; lengths in px. */
export const bare = { tickLine: false, axisLine: false } as const;
/**
 * Lengths of a chart grow with its letters, or a line that is plain on a wall of 1080 lines is a hair on one of 2160:
 * `length` px where letters are 20 px.
 */
export const lengthOf = (length: number, fontSize: number): number => Math.max(1, (length * fontSize) / 20);
/** The line on which bars stand. */
export const bottomLine = (fontSize: number) =>
  ({
    tickLine: false,
    axisLine: { stroke: 'var(--line-strong)', strokeWidth: lengthOf(1, fontSize) },
  }) as const;
/** Labels of an axis. */
export const tickOf = (fontSize: number) => ({ fontSize, fill: 'var(--dim)' });
/** The line on which bars stand, and its labels; a chart's own height of it is one for small letters only. */
export const labelledLine = (fontSize: number) => ({
  ...bottomLine(fontSize),
  tick: tickOf(fontSize),
  tickMargin: lengthOf(2, fontSize),
  height: Math.ceil(fontSize * 1.5),
});
/** What a token of letters is on this screen now, px: for what is drawn before it can be measured. */
export function lettersPx(token: `--type-${string}`): number {
  const root = getComputedStyle(document.documentElement);
  const [, size = '', unit = ''] = /^([\d.]+)(rem|pt)$/.exec(root.getPropertyValue(token).trim()) ?? [];
  return Number(size) * (unit === 'pt' ? 4 / 3 : Number.parseFloat(root.fontSize));
}

/** Around a chart, px. */
export const marginOf = (fontSize: number) => ({
  top: lengthOf(10, fontSize),
  right: lengthOf(10, fontSize),
  bottom: 0,
  left: 0,
});

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

/** The box of a chart: of the size that is given, else drawn into once its own is known, with letters of its sheet. */
export function ChartBox(props: {
  label: string;
  className?: string;
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
    <div
      className={`chart-box ${props.className ?? ''}`.trim()}
      ref={ref}
      role="img"
      aria-label={props.label}
    >
      {drawn()}
    </div>
  );
}
