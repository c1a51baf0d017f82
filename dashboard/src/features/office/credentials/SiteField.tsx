import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';

/** Sites named in the search's answer. */
const maxSites = 50;

/** A site chosen by its name; null while what is typed names none. */
export function SiteField(props: {
  id: string;
  label: string;
  site: Site | null;
  required?: boolean;
  choose: (site: Site | null) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const sites = useLiveStore((store) => store.live.sites);
  const [text, setText] = useState(props.site?.name ?? '');
  const named = [...sites.values()].filter(({ name, id }) => name.includes(text) || id.includes(text));
  return (
    <label className="credential-site">
      {props.label}
      <input
        className="office-site"
        list={props.id}
        required={props.required}
        placeholder={t('office.credential.site.hint')}
        value={text}
        onChange={(event) => {
          const said = event.target.value;
          setText(said);
          const found = [...sites.values()].find(({ name, id }) => name === said || id === said) ?? null;
          // A browser tells this text when the form is sent.
          event.target.setCustomValidity(
            props.required && said !== '' && found === null ? t('office.credential.site.unknown') : '',
          );
          props.choose(found);
        }}
      />
      <datalist id={props.id}>
        {named.slice(0, maxSites).map((site) => (
          <option key={site.id} value={site.name}>
            {site.id}
          </option>
        ))}
      </datalist>
    </label>
  );
}
