import type { Kept } from '@mingchu/shared/wallPlaylist';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateText, minuteText } from '../../../ui/time.ts';
import { ActError } from '../../../ui/ActError.tsx';

const namePattern = '[a-z0-9][a-z0-9-]{0,39}';

/** Save, save under a name, take back; and who set it last. */
export function SaveBar(props: {
  item: Kept & { name: string; title: string };
  /** Where it hangs. */
  link: string;
  names: ReadonlySet<string>;
  readOnly: boolean;
  busy: boolean;
  error: string | null;
  changed: boolean;
  /** It can be hung as it is. */
  whole: boolean;
  save: (as?: { name: string; title: string }) => Promise<void>;
  takeBack: () => Promise<void>;
  children?: ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { item, busy } = props;
  const [naming, setNaming] = useState(false);
  return (
    <div className="save-bar">
      <p className="save-state">
        {item.set === null
          ? t('wall.edit.shipped')
          : t('wall.edit.setBy', { by: item.set.by, at: momentText(Date.parse(item.set.at)) })}
        {props.changed ? <b>{` · ${t('wall.edit.unsaved')}`}</b> : null}
        {props.readOnly ? ` · ${t('wall.edit.readOnly')}` : null}
      </p>
      <ActError text={props.error} />
      {naming ? (
        <SaveAs
          names={props.names}
          title={item.title}
          cancel={() => setNaming(false)}
          save={async (as) => {
            await props.save(as);
            setNaming(false);
          }}
        />
      ) : (
        <div className="act-buttons">
          {props.children}
          <a className="button save-link" href={props.link} target="_blank" rel="noreferrer">
            {t('wall.edit.open')}
          </a>
          {item.set === null || props.readOnly ? null : (
            <button type="button" className="button" disabled={busy} onClick={() => void props.takeBack()}>
              {t(item.shipped ? 'wall.edit.toShipped' : 'wall.edit.delete')}
            </button>
          )}
          {props.readOnly ? null : (
            <>
              <button
                type="button"
                className="button"
                disabled={busy || !props.whole}
                onClick={() => setNaming(true)}
              >
                {t('wall.edit.saveAs')}
              </button>
              <button
                type="button"
                className="button button-main"
                data-testid="save"
                disabled={busy || !props.whole || !props.changed}
                onClick={() => void props.save()}
              >
                {t('wall.edit.save')}
              </button>
            </>
          )}
        </div>
      )}
    </div>
  );
}

function momentText(ms: number): string {
  return `${dateText(ms)} ${minuteText(ms)}`;
}

function SaveAs(props: {
  names: ReadonlySet<string>;
  title: string;
  save: (as: { name: string; title: string }) => Promise<void>;
  cancel: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [title, setTitle] = useState(props.title);
  const taken = props.names.has(name);
  return (
    <form
      className="save-as"
      onSubmit={(event) => {
        event.preventDefault();
        if (!taken) void props.save({ name, title: title.trim() });
      }}
    >
      <label>
        {t('wall.edit.name')}
        <input
          value={name}
          required
          autoFocus
          pattern={namePattern}
          title={t('wall.edit.name.hint')}
          placeholder="lunch-rush"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        {t('wall.edit.title')}
        <input value={title} required maxLength={40} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <button type="submit" className="button button-main" disabled={taken}>
        {t('wall.edit.save')}
      </button>
      <button type="button" className="button" onClick={props.cancel}>
        {t('console.cancel')}
      </button>
      <p className="layout-hint" role={taken ? 'alert' : undefined}>
        {t(taken ? 'wall.edit.name.taken' : 'wall.edit.name.hint')}
      </p>
    </form>
  );
}
