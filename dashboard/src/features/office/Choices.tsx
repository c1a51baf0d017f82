import { useTranslation } from 'react-i18next';

/** What a table is broken down by: one of a few, as buttons. */
export function Choices<Key extends string>(props: {
  keys: readonly Key[];
  chosen: Key;
  textOf: (key: Key) => string;
  choose: (key: Key) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="office-choices" role="group" aria-label={t('office.by')}>
      {props.keys.map((key) => (
        <button key={key} type="button" aria-pressed={key === props.chosen} onClick={() => props.choose(key)}>
          {props.textOf(key)}
        </button>
      ))}
    </div>
  );
}
