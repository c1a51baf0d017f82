import { wordFor } from '../../i18n/language.ts';
import { useLiveStore } from '../../live/store.ts';

/** Names to choose from in a field that takes an account: the words first, then everybody on the grid. */
export function People(props: {
  id: string;
  /** Of the texts of the words. */
  prefix: 'actor' | 'console.recipient';
  words: readonly string[];
}): React.JSX.Element {
  const inspectors = useLiveStore((store) => store.live.inspectors);
  return (
    <datalist id={props.id}>
      {props.words.map((word) => (
        <option key={word} value={word}>
          {wordFor(props.prefix, word)}
        </option>
      ))}
      {[...inspectors.values()].map(({ inspectorId, name }) => (
        <option key={inspectorId} value={inspectorId}>
          {name}
        </option>
      ))}
    </datalist>
  );
}
