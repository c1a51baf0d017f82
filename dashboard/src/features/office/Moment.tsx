import { clockText, spanText } from '../../ui/time.ts';

/** A moment in a table: the time first, the date beside it. */
export function Moment(props: { iso: string }): React.JSX.Element {
  const ms = Date.parse(props.iso);
  return (
    <time dateTime={props.iso} className="num">
      {clockText(ms)}
      <small> {spanText(ms).split(' ')[0]}</small>
    </time>
  );
}
