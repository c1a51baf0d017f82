import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { peopleByGroup } from './peopleByGroup.ts';

/** One inspector, looked for by group. Nobody is chosen at first: a hurried hand would take the first of the list. */
export function PersonSelect(props: { name: string; label: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { groups, inspectors } = useLiveStore((store) => store.live);
  return (
    <label>
      {props.label}
      <select name={props.name} required defaultValue="">
        <option value="" disabled>
          {t('office.choose')}
        </option>
        {peopleByGroup(groups, [...inspectors.values()]).map(({ group, people }) => (
          <optgroup key={group?.id ?? ''} label={group?.name ?? t('office.noGroup')}>
            {people.map(({ inspectorId, name }) => (
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
