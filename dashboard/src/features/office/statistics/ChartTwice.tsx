import type { ChartSize } from '../../../ui/chartParts.tsx';

/** All of the width that an A4 sheet with the report's margins has, and letters of 9 pt; px. */
const paper: ChartSize = { width: 688, height: 170, fontSize: 12 };
const screenFontPx = 14;

/**
 * A chart on screen, measured there, and again for paper in a size of its own: a browser lays a page out for paper and
 * prints it before anything could be measured.
 */
export function ChartTwice(props: {
  chart: (given: { fontSize: number; size?: ChartSize }) => React.JSX.Element;
}): React.JSX.Element {
  return (
    <>
      <div className="office-chart screen-only">{props.chart({ fontSize: screenFontPx })}</div>
      <div className="office-chart paper-only">{props.chart({ fontSize: paper.fontSize, size: paper })}</div>
    </>
  );
}
