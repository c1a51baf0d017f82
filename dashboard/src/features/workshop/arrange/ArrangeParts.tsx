/** Where officers arrange the wall: its layouts and playlists as they ship, saved, changed, wrong, and only to be read. */
import { dutyLayout, shippedLayouts, shippedPlaylists } from '@mingchu/shared/shippedWall';
import type { WallLayout } from '@mingchu/shared/wallLayout';
import type { Kept, KeptLayout, KeptPlaylist, PlaylistEntry } from '@mingchu/shared/wallPlaylist';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionFor } from '../../../mock/answers.ts';
import '../../../ui/controls.css';
import '../../wall/editor/editor.css';
import { EntryRow } from '../../wall/editor/EntryRow.tsx';
import { LayoutEditor } from '../../wall/editor/LayoutEditor.tsx';
import { LayoutForm } from '../../wall/editor/LayoutForm.tsx';
import { LayoutStage } from '../../wall/editor/LayoutStage.tsx';
import { PlaylistEditor } from '../../wall/editor/PlaylistEditor.tsx';
import { PlaylistNow } from '../../wall/editor/PlaylistNow.tsx';
import { SaveBar } from '../../wall/editor/SaveBar.tsx';
import '../../wall/wall.css';
import { Block, Look, State } from '../Block.tsx';
import { useDrawnLink, useSignedIn } from '../district.ts';
import { ago } from '../examples.ts';
import type { SectionProps } from '../Workshop.tsx';

const nothing = (): void => undefined;
const wide = 107;

const asShipped: Kept = { revision: 0, set: null, shipped: true };
const asSaved: Kept = { revision: 3, set: { by: 'duty', at: ago(3_600_000) }, shipped: true };
const layouts: KeptLayout[] = shippedLayouts.map((layout) => ({ ...layout, ...asShipped }));
const playlists: KeptPlaylist[] = shippedPlaylists.map((playlist) => ({ ...playlist, ...asShipped }));
/** Its first two panels lie on each other. */
const wrong: WallLayout = {
  ...dutyLayout,
  panels: dutyLayout.panels.map((panel, index) =>
    index === 1 ? { ...panel, ...placeOf(dutyLayout.panels[0]) } : panel,
  ),
};

function placeOf(panel: WallLayout['panels'][number] | undefined): { column?: number; row?: number } {
  return panel ? { column: panel.column, row: panel.row } : {};
}

export default function ArrangeParts({ answers }: SectionProps): React.JSX.Element {
  const session = useMemo(() => sessionFor('duty'), []);
  useDrawnLink(answers);
  useSignedIn(session);
  return (
    <Look value="wall-editor workshop-part">
      <Layouts />
      <Playlists />
      <SaveBars />
    </Look>
  );
}

function Layouts(): React.JSX.Element {
  const connection = useRef(null);
  const names = new Set(layouts.map(({ name }) => name));
  const [duty] = layouts;
  const stages: Record<string, { layout: WallLayout; selected: number | null }> = {
    'as it ships': { layout: dutyLayout, selected: null },
    'a panel chosen': { layout: dutyLayout, selected: 1 },
    'panels on each other': { layout: wrong, selected: 1 },
  };
  return (
    <>
      <Block name="layout-editor">
        {duty ? (
          <State name="only to be read" width={wide}>
            <LayoutEditor kept={duty} names={names} readOnly open={nothing} connection={connection} />
          </State>
        ) : null}
      </Block>
      <Block name="layout-stage">
        {Object.entries(stages).map(([name, given]) => (
          <State key={name} name={name} width={54}>
            <LayoutStage {...given} select={nothing} edit={nothing} connection={connection} />
          </State>
        ))}
      </Block>
      <Block name="layout-form">
        {Object.entries(stages).map(([name, given]) => (
          <State key={name} name={name} width={54}>
            <LayoutForm {...given} edit={nothing} />
          </State>
        ))}
      </Block>
    </>
  );
}

const entries: Record<string, PlaylistEntry> = {
  'all day': { layout: 'duty', seconds: 60 },
  'past midnight, on some days': {
    layout: 'visitors',
    seconds: 600,
    from: '22:00',
    to: '06:00',
    days: [1, 5, 7],
  },
};

function Playlists(): React.JSX.Element {
  const names = new Set(playlists.map(({ name }) => name));
  return (
    <>
      <Block name="playlist-editor">
        {playlists.map((playlist, index) => (
          <State key={playlist.name} name={index === 0 ? 'to be changed' : 'only to be read'} width={54}>
            <PlaylistEditor
              kept={playlist}
              layouts={layouts}
              names={names}
              readOnly={index > 0}
              open={nothing}
            />
          </State>
        ))}
      </Block>
      <Block name="playlist-now">
        {playlists.map((playlist) => (
          <State key={playlist.name} name={playlist.name} width={54}>
            <PlaylistNow playlist={playlist} layouts={layouts} />
          </State>
        ))}
      </Block>
      <Block name="playlist-entry">
        {Object.entries(entries).map(([name, entry]) => (
          <State key={name} name={name} width={70}>
            <ol className="playlist-rows">
              <EntryRow
                entry={entry}
                layouts={layouts}
                change={nothing}
                remove={name === 'all day' ? null : nothing}
                up={name === 'all day' ? null : nothing}
              />
            </ol>
          </State>
        ))}
      </Block>
    </>
  );
}

function SaveBars(): React.JSX.Element {
  const { t } = useTranslation();
  const item = { name: 'duty', title: dutyLayout.title };
  const usual = { readOnly: false, busy: false, error: null, changed: false, whole: true };
  const states = {
    'as it ships': { ...usual, item: { ...item, ...asShipped } },
    'saved by somebody': { ...usual, item: { ...item, ...asSaved } },
    changed: { ...usual, item: { ...item, ...asSaved }, changed: true },
    'changed, and not whole': { ...usual, item: { ...item, ...asSaved }, changed: true, whole: false },
    'on its way': { ...usual, item: { ...item, ...asSaved }, changed: true, busy: true },
    refused: { ...usual, item: { ...item, ...asSaved }, changed: true, error: t('error.status.409') },
    'only to be read': { ...usual, item: { ...item, ...asShipped }, readOnly: true },
  };
  return (
    <Block name="save-bar">
      {Object.entries(states).map(([name, given]) => (
        <State key={name} name={name} width={54}>
          <SaveBar
            {...given}
            link="/wall?layout=duty"
            names={new Set([item.name])}
            save={() => Promise.resolve()}
            takeBack={() => Promise.resolve()}
          />
        </State>
      ))}
    </Block>
  );
}
