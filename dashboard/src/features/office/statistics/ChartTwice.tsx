import { type ChartSize, lettersPx } from '../../../ui/chartParts.tsx';

/** All of the width that an A4 sheet with the report's margins has, px. */
const paper = { width: 688, height: 170 };

/**
 * A chart on screen, measured there, and again for paper in a size of its own: a browser lays a page out for paper and
 * prints it before anything could be measured.
 */
export function ChartTwice(props: {
  chart: (given: { size?: ChartSize }) => React.JSX.Element;
}): React.JSX.Element {
  const size = { ...paper, fontSize: lettersPx('--type-on-paper') };
  return (
    <>
      <div className="office-chart screen-only">{props.chart({})}</div>
      <div className="office-chart paper-only">{props.chart({ size })}</div>
    </>
  );
}
