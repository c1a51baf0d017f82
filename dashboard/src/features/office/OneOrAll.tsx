import { useTranslation } from 'react-i18next';

/** Narrows a list to one of several, or to none of them: all. */
export function OneOrAll<Key extends string>(props: {
  label: string;
  /** Empty for all. */
  chosen: string;
  keys: readonly Key[];
  textOf: (key: Key) => string;
  choose: (key: Key | '') => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {props.label}{' '}
      <select value={props.chosen} onChange={(event) => props.choose(event.target.value as Key | '')}>
        <option value="">{t('office.all')}</option>
        {props.keys.map((key) => (
          <option key={key} value={key}>
            {props.textOf(key)}
          </option>
        ))}
      </select>
    </label>
  );
}
