import {
  type KeptPlaylist,
  type PlaylistEntry,
  type WallEvent,
  wallEvents,
  type WallPlan,
  type WallPlaylist,
} from '@mingchu/shared/wallPlaylist';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EntryRow } from './EntryRow.tsx';
import { PlaylistNow } from './PlaylistNow.tsx';
import { SaveBar } from './SaveBar.tsx';
import { useArranging } from './useArranging.ts';

const maxEntries = 20;
const maxEvents = 10;
const usualSeconds = 60;

function bare({ name, title, entries, events }: KeptPlaylist): WallPlaylist {
  return { name, title, entries, events };
}

/** Which layout hangs when: turns by the hour, and what events call for. */
export function PlaylistEditor(props: {
  kept: KeptPlaylist;
  layouts: WallPlan['layouts'];
  names: ReadonlySet<string>;
  readOnly: boolean;
  open: (name: string) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { kept, layouts } = props;
  const arranging = useArranging();
  const [draft, setDraft] = useState(() => bare(kept));
  const set = (part: Partial<WallPlaylist>): void => setDraft({ ...draft, ...part });
  const setEntry = (at: number, entry: PlaylistEntry | null): void =>
    set({ entries: draft.entries.flatMap((each, index) => (index === at ? (entry ?? []) : each)) });
  const firstLayout = layouts[0]?.name ?? 'duty';
  const save = async (as?: { name: string; title: string }): Promise<void> => {
    const saved = await arranging.savePlaylist(as ? 0 : kept.revision, { ...draft, ...as });
    if (saved && as) props.open(as.name);
  };
  const takeBack = async (): Promise<void> => {
    if (await arranging.takeBack('playlists', kept)) props.open(kept.shipped ? kept.name : '');
  };
  return (
    <div className="playlist-editor">
      <fieldset className="playlist-form" disabled={props.readOnly}>
        <label className="playlist-title">
          {t('wall.edit.title')}
          <input
            value={draft.title}
            maxLength={40}
            onChange={(event) => set({ title: event.target.value })}
          />
        </label>
        <PlaylistNow playlist={draft} layouts={layouts} />
        <h3>{t('wall.playlist.entries')}</h3>
        <ol className="playlist-rows">
          {draft.entries.map((entry, index) => (
            <EntryRow
              key={index}
              entry={entry}
              layouts={layouts}
              change={(next) => setEntry(index, next)}
              remove={draft.entries.length > 1 ? () => setEntry(index, null) : null}
              up={index > 0 ? () => set({ entries: lifted(draft.entries, index) }) : null}
            />
          ))}
        </ol>
        <button
          type="button"
          className="button"
          disabled={draft.entries.length >= maxEntries}
          onClick={() => set({ entries: [...draft.entries, { layout: firstLayout, seconds: usualSeconds }] })}
        >
          {t('wall.playlist.addEntry')}
        </button>
        <h3>{t('wall.playlist.events')}</h3>
        <p className="layout-hint">{t('wall.playlist.events.hint')}</p>
        <Events
          events={draft.events}
          layouts={layouts}
          change={(events) => set({ events })}
          usual={firstLayout}
        />
      </fieldset>
      <SaveBar
        item={{ ...kept, title: draft.title }}
        link={`/wall?playlist=${kept.name}`}
        names={props.names}
        readOnly={props.readOnly}
        busy={arranging.busy}
        error={arranging.error}
        changed={JSON.stringify(draft) !== JSON.stringify(bare(kept))}
        whole={draft.title.trim() !== ''}
        save={save}
        takeBack={takeBack}
      />
    </div>
  );
}

/** The list with the item at `index` one place higher. */
function lifted<Item>(items: readonly Item[], index: number): Item[] {
  const next = [...items];
  const [item] = next.splice(index, 1);
  if (item !== undefined) next.splice(index - 1, 0, item);
  return next;
}

function Events(props: {
  events: WallPlaylist['events'];
  layouts: WallPlan['layouts'];
  usual: string;
  change: (events: WallPlaylist['events']) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { events, change } = props;
  const unused = wallEvents.find((event) => events.every(({ when }) => when !== event));
  const replace = (at: number, part: Partial<WallPlaylist['events'][number]>): void =>
    change(events.map((event, index) => (index === at ? { ...event, ...part } : event)));
  return (
    <>
      <ol className="playlist-rows">
        {events.map((event, index) => (
          <li key={index} className="playlist-row">
            <label>
              {t('wall.playlist.when')}
              <select
                value={event.when}
                onChange={(change_) => replace(index, { when: change_.target.value as WallEvent })}
              >
                {wallEvents.map((each) => (
                  <option key={each} value={each}>
                    {t(`wall.event.${each}`)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t('wall.playlist.layout')}
              <select
                value={event.layout}
                onChange={(change_) => replace(index, { layout: change_.target.value })}
              >
                {props.layouts.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t('wall.playlist.holdS')}
              <input
                type="number"
                min={0}
                max={3600}
                value={event.holdS}
                onChange={(change_) => replace(index, { holdS: Number(change_.target.value) })}
              />
            </label>
            <button
              type="button"
              className="quiet playlist-acts"
              onClick={() => change(events.filter((_event, at) => at !== index))}
            >
              {t('wall.edit.remove')}
            </button>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button"
        disabled={events.length >= maxEvents || unused === undefined}
        onClick={() => {
          if (unused) change([...events, { when: unused, layout: props.usual, holdS: usualSeconds }]);
        }}
      >
        {t('wall.playlist.addEvent')}
      </button>
    </>
  );
}
