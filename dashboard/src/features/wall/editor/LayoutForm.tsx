import { layoutMistake, panelKinds, type WallLayout } from '@mingchu/shared/wallLayout';
import { useTranslation } from 'react-i18next';
import { freePlace, type LayoutEdit } from './layoutEdit.ts';

const sizes = [0.5, 0.67, 0.8, 1, 1.25, 1.5] as const;
const tileCounts = [1, 2, 4, 5, 6, 9, 12, 16] as const;

/** What is not a matter of place: title, theme, size, the chosen panel, and which panels could still be hung. */
export function LayoutForm(props: {
  layout: WallLayout;
  selected: number | null;
  edit: (edit: LayoutEdit) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { layout, edit } = props;
  const mistake = layoutMistake(layout.panels);
  return (
    <div className="layout-form">
      <label>
        {t('wall.edit.title')}
        <input
          value={layout.title}
          maxLength={40}
          onChange={(event) => edit({ type: 'set', part: { title: event.target.value } })}
        />
      </label>
      <label>
        {t('wall.edit.theme')}
        <select
          value={layout.theme}
          onChange={(event) =>
            edit({ type: 'set', part: { theme: event.target.value === 'light' ? 'light' : 'dark' } })
          }
        >
          <option value="dark">{t('wall.edit.theme.dark')}</option>
          <option value="light">{t('wall.edit.theme.light')}</option>
        </select>
      </label>
      <label>
        {t('wall.edit.scale')}
        <select
          value={layout.scale}
          onChange={(event) => edit({ type: 'set', part: { scale: Number(event.target.value) } })}
        >
          {[...new Set([...sizes, layout.scale])]
            .sort((a, b) => a - b)
            .map((size) => (
              <option key={size} value={size}>{`${Math.round(size * 100)} %`}</option>
            ))}
        </select>
      </label>
      <SelectedPanel {...props} />
      <fieldset>
        <legend>{t('wall.edit.add')}</legend>
        <div className="layout-kinds">
          {panelKinds.map((kind) => (
            <button
              key={kind}
              type="button"
              className="button"
              disabled={freePlace(layout.panels, kind) === null}
              onClick={() => edit({ type: 'add', kind })}
            >
              {`+ ${t(`wall.panel.${kind}`)}`}
            </button>
          ))}
        </div>
      </fieldset>
      {mistake === null ? null : (
        <p className="act-error" role="alert">
          {t(`wall.edit.mistake.${mistake.reason}`)}
        </p>
      )}
      <p className="layout-hint">{t('wall.edit.hint')}</p>
    </div>
  );
}

function SelectedPanel(props: {
  layout: WallLayout;
  selected: number | null;
  edit: (edit: LayoutEdit) => void;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { selected, edit } = props;
  const panel = selected === null ? undefined : props.layout.panels[selected];
  if (!panel || selected === null) return null;
  return (
    <fieldset>
      <legend>{t(`wall.panel.${panel.kind}`)}</legend>
      <p className="num">{t('wall.edit.cells', { ...panel, kind: '' })}</p>
      {panel.kind === 'cameras' ? (
        <label>
          {t('wall.edit.tiles')}
          <select
            value={panel.tiles ?? 5}
            onChange={(event) => edit({ type: 'tiles', index: selected, tiles: Number(event.target.value) })}
          >
            {tileCounts.map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
      ) : null}
      <button type="button" className="button" onClick={() => edit({ type: 'remove', index: selected })}>
        {t('wall.edit.remove')}
      </button>
    </fieldset>
  );
}
