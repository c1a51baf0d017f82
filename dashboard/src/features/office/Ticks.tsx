/** Any number of a few, as boxes to tick. */
export function Ticks<Id extends string | number>(props: {
  legend: string;
  options: readonly { id: Id; name: string }[];
  chosen: readonly Id[];
  choose: (chosen: Id[]) => void;
}): React.JSX.Element {
  const { options, chosen, choose } = props;
  return (
    <fieldset className="office-ticks">
      <legend>{props.legend}</legend>
      {options.map(({ id, name }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) =>
              choose(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
