import { Charts } from './Charts.tsx';
import { Marks } from './Marks.tsx';
import { Panels } from './Panels.tsx';

/** The parts that screens share, and the panels of the wall. */
export default function Parts(): React.JSX.Element {
  return (
    <>
      <Marks />
      <Charts />
      <Panels />
    </>
  );
}
