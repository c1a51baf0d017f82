import { useTranslation } from 'react-i18next';

/** One of a few, as buttons. */
export function Choices<Key extends string>(props: {
  keys: readonly Key[];
  chosen: Key;
  textOf: (key: Key) => string;
  choose: (key: Key) => void;
  /** What is chosen, for those who listen; without, what the table is broken down by. */
  label?: string;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="office-choices" role="group" aria-label={props.label ?? t('office.by')}>
      {props.keys.map((key) => (
        <button key={key} type="button" aria-pressed={key === props.chosen} onClick={() => props.choose(key)}>
          {props.textOf(key)}
        </button>
      ))}
    </div>
  );
}
