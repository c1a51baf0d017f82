import type { FamilyView, MappingBody, MappingRow } from '@mingchu/shared/bindings';
import { may } from '@mingchu/shared/permissions';
import type { Session } from '@mingchu/shared/http';
import { detectionTypes, metrics } from '@mingchu/shared/vocabulary';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import { OpenedForm } from '../OpenedForm.tsx';
import { ActedHead } from '../ActedHead.tsx';
import { Page, Part } from '../Page.tsx';
import { SureButton } from '../../../ui/SureButton.tsx';
import { useAnswer, useSend } from '../useAnswer.ts';
import { becomesWord } from './becomesWord.ts';
import type { FamiliesAnswer } from './DeviceInbox.tsx';
import { Tester } from './Tester.tsx';
import './devices.css';
import { ActError } from '../../../ui/ActError.tsx';

type Draft = Partial<MappingRow> & Pick<MappingRow, 'family'>;

/** What values of each family become: what the family brings, what administrators add, and a packet to try it with. */
export default function Mapping(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const known = useAnswer<FamiliesAnswer>('/device-families');
  const own = useAnswer<{ items: MappingRow[] }>('/device-mappings');
  const [chosen, setChosen] = useState('');
  const [draft, setDraft] = useState<Draft | null>(null);
  const { busy, error, send } = useSend();
  const mayChange = may(props.session.role, 'mapping.set');
  const families = known.body?.families ?? [];
  const family = families.find(({ id }) => id === chosen) ?? families[0];
  const rows = (own.body?.items ?? []).filter((row) => row.family === family?.id);
  const remove = async (id: number) => {
    if (await send('DELETE', `/device-mappings/${id}`)) own.again();
  };
  return (
    <Page
      title={t('office.mapping')}
      tools={
        mayChange && family ? (
          <button
            type="button"
            className="button button-main"
            onClick={() => setDraft({ family: family.id })}
          >
            {t('office.mapping.add')}
          </button>
        ) : undefined
      }
    >
      <p className="office-period">{t('office.mapping.hint')}</p>
      {draft === null ? null : (
        <RowForm
          key={`${draft.family} ${draft.id ?? ''} ${draft.name ?? ''}`}
          draft={draft}
          done={() => {
            setDraft(null);
            own.again();
          }}
          close={() => setDraft(null)}
        />
      )}
      <div className="office-row heard-tools">
        <label>
          {t('office.devices.family')}
          <select value={family?.id ?? ''} onChange={(event) => setChosen(event.target.value)}>
            {families.map(({ id, title }) => (
              <option key={id} value={id}>
                {inLanguage(title)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ActError text={error} />
      <Part title={t('office.mapping.list')} answer={known} empty={() => null}>
        {() => (
          <table className="office-table">
            <ActedHead
              columns={[
                t('office.mapping.name'),
                t('office.mapping.unit'),
                t('office.mapping.to'),
                t('office.mapping.expression'),
                t('office.mapping.by'),
              ]}
            />
            <tbody>
              {rows.map((row) => (
                <Line key={row.id} row={row} by={row.setBy}>
                  {mayChange ? (
                    <>
                      <button type="button" className="button" onClick={() => setDraft(row)}>
                        {t('office.change')}
                      </button>{' '}
                      <SureButton
                        text={t('office.mapping.remove')}
                        sure={t('office.mapping.remove.sure')}
                        disabled={busy}
                        act={() => void remove(row.id)}
                      />
                    </>
                  ) : null}
                </Line>
              ))}
              {(family?.mapping ?? []).map((row) => (
                <Line
                  key={`${row.name} ${row.unit ?? ''} ${row.to}`}
                  row={row}
                  by={t('office.mapping.by.family')}
                >
                  {mayChange && family ? (
                    <button
                      type="button"
                      className="button"
                      onClick={() => setDraft({ family: family.id, ...row })}
                    >
                      {t('office.mapping.override')}
                    </button>
                  ) : null}
                </Line>
              ))}
            </tbody>
          </table>
        )}
      </Part>
      <Tester known={known.body} />
    </Page>
  );
}

function Line(props: {
  row: FamilyView['mapping'][number] | MappingRow;
  by: string;
  children: React.ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { name, unit, to, expression } = props.row;
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
      </th>
      <td>{unit ?? t('office.mapping.unit.any')}</td>
      <td>{to === null ? t('office.mapping.to.none') : becomesWord(to)}</td>
      <td>{expression === null ? null : <code>{expression}</code>}</td>
      <td>{props.by}</td>
      <td className="office-act">{props.children}</td>
    </tr>
  );
}

function RowForm(props: { draft: Draft; done: () => void; close: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { draft } = props;
  const { busy, error, send } = useSend();
  return (
    <OpenedForm
      title={t(draft.id === undefined ? 'office.mapping.add' : 'office.mapping.change')}
      commit={t('office.mapping.save')}
      ready={!busy}
      error={error}
      wide
      submit={async (form) => {
        const text = (field: string) => String(form.get(field) ?? '').trim() || null;
        const body: MappingBody = {
          family: draft.family,
          name: text('name') ?? '',
          unit: text('unit'),
          to: text('to'),
          expression: text('expression'),
        };
        const isNew = draft.id === undefined;
        const path = isNew ? '/device-mappings' : `/device-mappings/${draft.id}`;
        if (await send(isNew ? 'POST' : 'PUT', path, body)) props.done();
      }}
      close={props.close}
    >
      <div className="office-row">
        <label>
          {t('office.mapping.name')}
          <input name="name" required maxLength={120} defaultValue={draft.name ?? ''} />
        </label>
        <label>
          {t('office.mapping.unit')}
          <input
            name="unit"
            maxLength={40}
            placeholder={t('office.mapping.unit.any')}
            defaultValue={draft.unit ?? ''}
          />
        </label>
        <label>
          {t('office.mapping.to')}
          <select name="to" defaultValue={draft.to ?? ''}>
            <option value="">{t('office.mapping.to.none')}</option>
            {[...metrics, ...detectionTypes].map((each) => (
              <option key={each} value={each}>
                {becomesWord(each)}
              </option>
            ))}
          </select>
        </label>
        <label className="office-grow">
          {t('office.mapping.expression')}
          <input
            name="expression"
            maxLength={500}
            placeholder="(value - 32) * 5 / 9"
            defaultValue={draft.expression ?? ''}
          />
        </label>
      </div>
    </OpenedForm>
  );
}
