interface OneOfProps<Value extends string | number> {
  legend: string;
  /** What has been opened asks the same above it. */
  isLegendSaid?: boolean;
  /** Of the radio buttons: no other choice on the page has it. */
  name: string;
  values: readonly Value[];
  textOf: (value: Value) => string;
  /** Nothing yet: null. */
  chosen: Value | null;
  choose: (value: Value) => void;
  hint?: string;
  /** Takes a line of its own. */
  whole?: Value;
  className?: string;
  /** Where what is lacking leads to. */
  part?: string;
}

/** One of several, as large as a thumb: nothing is sent by choosing, and the arrow keys go from one to the next. */
export function OneOf<Value extends string | number>(props: OneOfProps<Value>): React.JSX.Element {
  const { chosen } = props;
  return (
    <fieldset className={['choices', props.className].filter(Boolean).join(' ')} data-part={props.part}>
      <legend className={props.isLegendSaid ? 'visually-hidden' : undefined}>{props.legend}</legend>
      {props.hint === undefined ? null : <p>{props.hint}</p>}
      {props.values.map((value) => (
        <label
          key={value}
          className={value === props.whole ? 'whole' : undefined}
          data-chosen={chosen === value}
        >
          <input
            type="radio"
            name={props.name}
            value={value}
            checked={chosen === value}
            onChange={() => props.choose(value)}
          />
          {props.textOf(value)}
        </label>
      ))}
    </fieldset>
  );
}
