import type { Rota, RotaBody } from '@mingchu/shared/shift';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow, useLiveStore } from '../../../live/store.ts';
import { OpenedForm } from '../OpenedForm.tsx';
import { RemoveButton } from '../RemoveButton.tsx';
import { Ticks } from '../Ticks.tsx';
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
  const save = (): void => {
    const { name, groupId, gridIds, from, to, inspectorIds, effectiveFrom, effectiveTo } = draft;
    const inOrder = [...draft.weekdays].sort((a, b) => a - b);
    const plan = { name, groupId, gridIds, weekdays: inOrder, from, to };
    const body = { ...plan, inspectorIds, effectiveFrom, effectiveTo };
    void (
      rota === null
        ? send('POST', '/rotas', body)
        : send('PUT', `/rotas/${rota.id}`, { ...body, version: rota.version })
    ).then((done) => done && props.saved());
  };
  return (
    <OpenedForm
      title={rota === null ? t('office.rota.add') : rota.name}
      commit={t('office.save')}
      ready={!busy && whole}
      error={error}
      wide
      submit={save}
      close={props.close}
      more={
        rota === null ? null : (
          <RemoveButton
            name={rota.name}
            busy={busy}
            remove={() => void send('DELETE', `/rotas/${rota.id}`).then((done) => done && props.saved())}
          />
        )
      }
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
    </OpenedForm>
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
    effectiveFrom: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(serverNow()),
    effectiveTo: null,
  };
}
