import { layoutMistake, type WallLayout } from '@mingchu/shared/wallLayout';
import type { KeptLayout } from '@mingchu/shared/wallPlaylist';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveConnection } from '../../../live/connection.ts';
import { begin, type Draft, editLayout, type LayoutEdit, redo, step, undo } from './layoutEdit.ts';
import { LayoutForm } from './LayoutForm.tsx';
import { LayoutStage } from './LayoutStage.tsx';
import { SaveBar } from './SaveBar.tsx';
import { useArranging } from './useArranging.ts';

/** The bare layout, without who set it when. */
function bare({ name, title, theme, scale, panels }: KeptLayout): WallLayout {
  return { name, title, theme, scale, panels };
}

/** One layout on the stage, with its past, until it is saved. */
export function LayoutEditor(props: {
  kept: KeptLayout;
  names: ReadonlySet<string>;
  readOnly: boolean;
  /** After it was saved under another name, or removed. */
  open: (name: string) => void;
  connection: React.RefObject<LiveConnection | null>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { kept } = props;
  const arranging = useArranging();
  const [draft, setDraft] = useState<Draft<WallLayout>>(() => begin(bare(kept)));
  const [selected, setSelected] = useState<number | null>(null);
  const changed = JSON.stringify(draft.now) !== JSON.stringify(bare(kept));
  // Somebody else saved it, or so did we: without edits of our own the stage follows.
  useEffect(() => {
    setDraft((before) => (before.past.length === 0 ? begin(bare(kept)) : before));
  }, [kept]);
  useUndoKeys(setDraft);

  const edit = (next: LayoutEdit): void => {
    if (props.readOnly) return;
    setDraft((before) => step(before, editLayout(before.now, next)));
    if (next.type === 'remove') setSelected(null);
  };
  const save = async (as?: { name: string; title: string }): Promise<void> => {
    const layout = { ...draft.now, ...as };
    const saved = await arranging.saveLayout(as ? 0 : kept.revision, layout);
    if (!saved) return;
    setDraft(begin(layout));
    if (as) props.open(as.name);
  };
  const takeBack = async (): Promise<void> => {
    if (!(await arranging.takeBack('layouts', kept))) return;
    setDraft((before) => ({ ...before, past: [] }));
    if (!kept.shipped) props.open('');
  };
  return (
    <div className="layout-editor">
      <LayoutStage
        layout={draft.now}
        selected={selected}
        select={setSelected}
        edit={edit}
        connection={props.connection}
      />
      <fieldset className="layout-side" disabled={props.readOnly}>
        <LayoutForm layout={draft.now} selected={selected} edit={edit} />
      </fieldset>
      <SaveBar
        item={{ ...kept, title: draft.now.title }}
        link={`/wall?layout=${kept.name}`}
        names={props.names}
        readOnly={props.readOnly}
        busy={arranging.busy}
        error={arranging.error}
        changed={changed}
        whole={
          draft.now.title.trim() !== '' && draft.now.panels.length > 0 && !layoutMistake(draft.now.panels)
        }
        save={save}
        takeBack={takeBack}
      >
        <button
          type="button"
          className="button"
          disabled={draft.past.length === 0}
          onClick={() => setDraft(undo)}
        >
          {t('wall.edit.undo')}
        </button>
        <button
          type="button"
          className="button"
          disabled={draft.future.length === 0}
          onClick={() => setDraft(redo)}
        >
          {t('wall.edit.redo')}
        </button>
      </SaveBar>
    </div>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), but not in a field, which has a past of its own. */
function useUndoKeys(setDraft: (change: (before: Draft<WallLayout>) => Draft<WallLayout>) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      if (event.target instanceof Element && event.target.closest('input, textarea')) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      setDraft(key === 'y' || event.shiftKey ? redo : undo);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [setDraft]);
}
