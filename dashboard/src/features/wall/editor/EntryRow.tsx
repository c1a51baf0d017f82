import type { PlaylistEntry, WallPlan } from '@mingchu/shared/wallPlaylist';
import { useTranslation } from 'react-i18next';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** One layout of a playlist: for how long, at which hours, on which days. */
export function EntryRow(props: {
  entry: PlaylistEntry;
  layouts: WallPlan['layouts'];
  change: (entry: PlaylistEntry) => void;
  /** Null for the last one that is left. */
  remove: (() => void) | null;
  up: (() => void) | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { entry, change } = props;
  const allDay = entry.from === undefined;
  const days = entry.days ?? weekdays;
  const setDay = (day: number, on: boolean): void => {
    const next = weekdays.filter((each) => (each === day ? on : days.includes(each)));
    if (next.length > 0) change(withDays(entry, next));
  };
  return (
    <li className="playlist-row">
      <label>
        {t('wall.playlist.layout')}
        <select value={entry.layout} onChange={(event) => change({ ...entry, layout: event.target.value })}>
          {props.layouts.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('wall.playlist.seconds')}
        <input
          type="number"
          min={10}
          max={3600}
          value={entry.seconds}
          onChange={(event) => change({ ...entry, seconds: Number(event.target.value) })}
        />
      </label>
      <label className="playlist-check">
        <input
          type="checkbox"
          checked={allDay}
          onChange={(event) => change(withHours(entry, event.target.checked ? null : ['06:00', '18:00']))}
        />
        {t('wall.playlist.allDay')}
      </label>
      {allDay ? null : (
        <>
          <Clock
            label={t('wall.playlist.from')}
            value={entry.from ?? ''}
            set={(from) => change({ ...entry, from })}
          />
          <Clock
            label={t('wall.playlist.to')}
            value={entry.to ?? ''}
            set={(to) => change({ ...entry, to })}
          />
        </>
      )}
      <fieldset className="playlist-days">
        <legend className="visually-hidden">{t('wall.playlist.days')}</legend>
        {weekdays.map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              checked={days.includes(day)}
              onChange={(event) => setDay(day, event.target.checked)}
            />
            {t(`wall.weekday.${day}`)}
          </label>
        ))}
      </fieldset>
      <div className="playlist-acts">
        <button type="button" className="quiet" disabled={props.up === null} onClick={() => props.up?.()}>
          {t('wall.playlist.up')}
        </button>
        <button
          type="button"
          className="quiet"
          disabled={props.remove === null}
          onClick={() => props.remove?.()}
        >
          {t('wall.edit.remove')}
        </button>
      </div>
    </li>
  );
}

function Clock(props: { label: string; value: string; set: (value: string) => void }): React.JSX.Element {
  return (
    <label>
      {props.label}
      <input
        type="time"
        required
        value={props.value}
        onChange={(event) => event.target.value !== '' && props.set(event.target.value)}
      />
    </label>
  );
}

/** All seven days are the same as none named. */
function withDays({ days: _days, ...entry }: PlaylistEntry, next: readonly number[]): PlaylistEntry {
  return next.length === weekdays.length ? entry : { ...entry, days: [...next] };
}

function withHours(
  { from: _from, to: _to, ...entry }: PlaylistEntry,
  hours: readonly [string, string] | null,
): PlaylistEntry {
  return hours === null ? entry : { ...entry, from: hours[0], to: hours[1] };
}
