import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { GridCoverage, Rota } from '@mingchu/shared/shift';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listText } from '../../../i18n/language.ts';
import { useLiveStore } from '../../../live/store.ts';
import { inspectorName } from '../../../ui/words.ts';
import { Page, Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { ByHand } from './ByHand.tsx';
import { CoverageTable } from './CoverageTable.tsx';
import { Exceptions } from './Exceptions.tsx';
import { RotaForm } from './RotaForm.tsx';

/** Who covers what now, the week patterns, and what departs from them. */
export default function Rotas(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const cover = useAnswer<{ items: GridCoverage[] }>('/shifts/now');
  const rotas = useAnswer<{ items: Rota[] }>('/rotas');
  const [editing, setEditing] = useState<Rota | 'new' | null>(null);
  const mayManage = may(props.session.role, 'shift.manage');
  const changed = (): void => {
    setEditing(null);
    cover.again();
    rotas.again();
  };
  return (
    <Page
      title={t('office.rotas')}
      tools={
        mayManage ? (
          <button type="button" className="button button-main" onClick={() => setEditing('new')}>
            {t('office.rota.add')}
          </button>
        ) : null
      }
    >
      {editing === null ? null : (
        <RotaForm
          key={editing === 'new' ? 'new' : editing.id}
          rota={editing === 'new' ? null : editing}
          saved={changed}
          close={() => setEditing(null)}
        />
      )}
      <Part
        title={t('office.coverage')}
        answer={cover}
        empty={({ items }) => (items.length === 0 ? t('office.noGrids') : null)}
      >
        {({ items }) => <CoverageTable grids={items} live={live} />}
      </Part>
      {may(props.session.role, 'shift.override-all') ? <ByHand changed={cover.again} /> : null}
      <Part
        title={t('office.rota.week')}
        answer={rotas}
        empty={({ items }) => (items.length === 0 ? t('office.noRotas') : null)}
      >
        {({ items }) => (
          <table className="office-table">
            <thead>
              <tr>
                <th scope="col">{t('office.rota.name')}</th>
                <th scope="col">{t('office.by.group')}</th>
                <th scope="col">{t('office.rota.days')}</th>
                <th scope="col">{t('office.rota.hours')}</th>
                <th scope="col">{t('office.rota.people')}</th>
                <th scope="col">{t('office.rota.effective')}</th>
                {mayManage ? (
                  <th scope="col">
                    <span className="visually-hidden">{t('office.change')}</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {items.map((rota) => (
                <tr key={rota.id}>
                  <th scope="row">{rota.name}</th>
                  <td>{live.groups.find((group) => group.id === rota.groupId)?.name ?? rota.groupId}</td>
                  <td>{rota.weekdays.map((day) => t(`office.weekday.${day as 1}`)).join(' ')}</td>
                  <td className="num">{`${rota.from}–${rota.to}`}</td>
                  <td>{listText(rota.inspectorIds.map((id) => inspectorName(live, id)))}</td>
                  <td className="num">
                    {rota.effectiveTo
                      ? `${rota.effectiveFrom} – ${rota.effectiveTo}`
                      : t('office.rota.since', { from: rota.effectiveFrom })}
                  </td>
                  {mayManage ? (
                    <td>
                      <button type="button" className="button" onClick={() => setEditing(rota)}>
                        {t('office.change')}
                      </button>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Part>
      <Exceptions mayManage={mayManage} changed={cover.again} />
    </Page>
  );
}
