import { Charts } from './Charts.tsx';
import { Marks } from './Marks.tsx';
import { Panels } from './Panels.tsx';
import { Signs } from './Signs.tsx';

/** The parts that screens share, and the panels of the wall. */
export default function Parts(): React.JSX.Element {
  return (
    <>
      <Marks />
      <Signs />
      <Charts />
      <Panels />
    </>
  );
}
