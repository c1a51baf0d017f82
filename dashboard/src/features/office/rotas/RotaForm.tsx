import type { Rota, RotaBody } from '@mingchu/shared/shift';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { useSend } from '../useAnswer.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** A new week pattern, or a change of one. Grids left empty mean the whole group. */
export function RotaForm(props: {
  rota: Rota | null;
  saved: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { busy, error, send } = useSend();
  const { rota } = props;
  const [draft, setDraft] = useState<RotaBody>(() => rota ?? blank(live.groups[0]?.id ?? ''));
  const set = (part: Partial<RotaBody>): void => setDraft({ ...draft, ...part });
  const grids = live.grids.filter((grid) => grid.groupId === draft.groupId);
  const people = [...live.inspectors.values()].filter(
    (person) => person.groupId === draft.groupId || draft.inspectorIds.includes(person.inspectorId),
  );
  const whole = draft.inspectorIds.length > 0 && draft.weekdays.length > 0;
  return (
    <form
      className="act-form office-wide"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, groupId, gridIds, from, to, inspectorIds, effectiveFrom, effectiveTo } = draft;
        const sorted = [...draft.weekdays].sort((a, b) => a - b);
        const body = {
          name,
          groupId,
          gridIds,
          weekdays: sorted,
          from,
          to,
          inspectorIds,
          effectiveFrom,
          effectiveTo,
        };
        void (
          rota === null
            ? send('POST', '/rotas', body)
            : send('PUT', `/rotas/${rota.id}`, { ...body, version: rota.version })
        ).then((done) => done && props.saved());
      }}
    >
      <div className="office-row">
        <label>
          {t('office.rota.name')}
          <input required maxLength={60} value={draft.name} onChange={(e) => set({ name: e.target.value })} />
        </label>
        <label>
          {t('office.by.group')}
          <select
            value={draft.groupId}
            onChange={(e) => set({ groupId: e.target.value, gridIds: [], inspectorIds: [] })}
          >
            {live.groups.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('office.rota.from')}
          <input type="time" required value={draft.from} onChange={(e) => set({ from: e.target.value })} />
        </label>
        <label>
          {t('office.rota.to')}
          <input type="time" required value={draft.to} onChange={(e) => set({ to: e.target.value })} />
        </label>
        <label>
          {t('office.rota.effectiveFrom')}
          <input
            type="date"
            required
            value={draft.effectiveFrom}
            onChange={(e) => set({ effectiveFrom: e.target.value })}
          />
        </label>
        <label>
          {t('office.rota.effectiveTo')}
          <input
            type="date"
            value={draft.effectiveTo ?? ''}
            onChange={(e) => set({ effectiveTo: e.target.value === '' ? null : e.target.value })}
          />
        </label>
      </div>
      <Ticks
        legend={t('office.rota.days')}
        options={weekdays.map((day) => ({ id: day, name: t(`office.weekday.${day}`) }))}
        chosen={draft.weekdays}
        choose={(chosen) => set({ weekdays: chosen })}
      />
      <Ticks
        legend={`${t('office.by.grid')} · ${t('office.rota.allGrids')}`}
        options={grids.map((grid) => ({ id: grid.id, name: grid.name }))}
        chosen={draft.gridIds}
        choose={(chosen) => set({ gridIds: chosen })}
      />
      <Ticks
        legend={t('office.rota.people')}
        options={people.map((person) => ({ id: person.inspectorId, name: person.name }))}
        chosen={draft.inspectorIds}
        choose={(chosen) => set({ inspectorIds: chosen })}
      />
      {error ? <p className="act-error">{error}</p> : null}
      <p className="act-buttons">
        <button type="submit" className="button button-main" disabled={busy || !whole}>
          {t('office.save')}
        </button>
        <button type="button" className="button" onClick={props.close}>
          {t('console.cancel')}
        </button>
        {rota === null ? null : (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => void send('DELETE', `/rotas/${rota.id}`).then((done) => done && props.saved())}
          >
            {t('office.remove')}
          </button>
        )}
      </p>
    </form>
  );
}

function Ticks<Id extends string | number>(props: {
  legend: string;
  options: { id: Id; name: string }[];
  chosen: readonly Id[];
  choose: (chosen: Id[]) => void;
}): React.JSX.Element {
  const { options, chosen, choose } = props;
  return (
    <fieldset className="office-ticks">
      <legend>{props.legend}</legend>
      {options.map(({ id, name }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) =>
              choose(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function blank(groupId: string): RotaBody {
  return {
    name: '',
    groupId,
    gridIds: [],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: '08:00',
    to: '20:00',
    inspectorIds: [],
    effectiveFrom: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now()),
    effectiveTo: null,
  };
}
