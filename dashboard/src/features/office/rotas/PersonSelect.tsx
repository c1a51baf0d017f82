import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';

/** One inspector, looked for by group. Nobody is chosen at first: a hurried hand would take the first of the list. */
export function PersonSelect(props: { name: string; label: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { groups, inspectors } = useLiveStore((store) => store.live);
  const people = [...inspectors.values()];
  return (
    <label>
      {props.label}
      <select name={props.name} required defaultValue="">
        <option value="" disabled>
          {t('office.choose')}
        </option>
        {groups.map((group) => (
          <optgroup key={group.id} label={group.name}>
            {people
              .filter(({ groupId }) => groupId === group.id)
              .map(({ inspectorId, name }) => (
                <option key={inspectorId} value={inspectorId}>
                  {name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
