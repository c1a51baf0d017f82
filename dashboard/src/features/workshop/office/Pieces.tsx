/** The pieces that pages of the office are made of. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActedHead } from '../../office/ActedHead.tsx';
import { Choices } from '../../office/Choices.tsx';
import { ExportForm } from '../../office/exports/ExportForm.tsx';
import { Moment } from '../../office/Moment.tsx';
import { Older } from '../../office/Older.tsx';
import { OpenedForm } from '../../office/OpenedForm.tsx';
import { OneOrAll } from '../../office/OneOrAll.tsx';
import { Page, Part } from '../../office/Page.tsx';
import { People } from '../../office/People.tsx';
import { ReasonForm } from '../../office/ReasonForm.tsx';
import { TableExport } from '../../office/statistics/TableExport.tsx';
import { RemoveButton } from '../../office/RemoveButton.tsx';
import { Ticks } from '../../office/Ticks.tsx';
import type { Answer } from '../../office/useAnswer.ts';
import { Block, State } from '../Block.tsx';
import { ago } from '../examples.ts';
import { Sheet } from './Sheet.tsx';

const nothing = (): void => undefined;
const letters = ['A', 'B', 'C'] as const;

export function Pieces(): React.JSX.Element {
  return (
    <>
      <Parts />
      <Forms />
      <Small />
    </>
  );
}

/** An answer in each of the states that a part waits through. */
const answers: Record<string, Answer<readonly string[]>> = {
  'asked for': { body: null, error: null, asking: true, again: nothing },
  here: { body: letters, error: null, asking: false, again: nothing },
  'asked for anew': { body: letters, error: null, asking: true, again: nothing },
  nothing: { body: [], error: null, asking: false, again: nothing },
  failed: { body: null, error: '401', asking: false, again: nothing },
  'failed, with what was here': { body: letters, error: '503', asking: false, again: nothing },
};

function Parts(): React.JSX.Element {
  const { t } = useTranslation();
  const words = (error: string | null): string | null =>
    error === null ? null : t(`error.status.${error}` as 'error.status.401');
  return (
    <>
      <Block name="office-page">
        <State name="with tools" width={52}>
          <Page
            title={t('office.audit')}
            tools={
              <button type="button" className="button">
                {t('console.retry')}
              </button>
            }
          >
            {null}
          </Page>
        </State>
      </Block>
      <Block name="office-part">
        {Object.entries(answers).map(([name, answer]) => (
          <Sheet key={name} name={name} width={40}>
            <Part
              title={name}
              answer={{ ...answer, error: words(answer.error) }}
              empty={(body) => (body.length === 0 ? t('office.noAudit') : null)}
            >
              {(body) => <p>{body.join(' ')}</p>}
            </Part>
          </Sheet>
        ))}
      </Block>
    </>
  );
}

function Forms(): React.JSX.Element {
  const { t } = useTranslation();
  const form = (name: string, more: { ready: boolean; error?: string; children?: ReactNode }) => (
    <Sheet key={name} name={name} width={40}>
      <OpenedForm
        title={name}
        commit={t('office.save')}
        submit={nothing}
        close={nothing}
        ready={more.ready}
        error={more.error ?? null}
      >
        <label>
          {t('office.reason')}
          <input name="reason" />
        </label>
      </OpenedForm>
    </Sheet>
  );
  return (
    <>
      <Block name="opened-form">
        {form('ready', { ready: true })}
        {form('not ready', { ready: false })}
        {form('refused', { ready: true, error: t('error.status.409') })}
      </Block>
      <Block name="reason-form">
        <Sheet name="before what cannot be undone" width={40}>
          <ReasonForm
            title={t('office.calibration.withdraw')}
            commit={t('office.calibration.withdraw')}
            warning={t('office.calibration.withdraw.hint')}
            path="/calibrations/1/withdraw"
            done={nothing}
            close={nothing}
          />
        </Sheet>
      </Block>
      <Block name="export-form">
        <Sheet name="before anything leaves the house" width={40}>
          <ExportForm title={t('office.export')} take={() => Promise.resolve()} close={nothing} />
        </Sheet>
        <Sheet name="which table" width={40}>
          <TableExport span={{ from: ago(7 * 86_400_000), to: ago(0) }} close={nothing} />
        </Sheet>
      </Block>
    </>
  );
}

function Small(): React.JSX.Element {
  const { t } = useTranslation();
  const [chosen, choose] = useState<(typeof letters)[number]>('B');
  const [ticked, tick] = useState<readonly string[]>(['A']);
  return (
    <>
      <Block name="office-choices">
        <Sheet name="one of a few" width={30}>
          <Choices keys={letters} chosen={chosen} textOf={(key) => key} choose={choose} />
        </Sheet>
      </Block>
      <Block name="office-one-or-all">
        {['', 'B'].map((each) => (
          <Sheet key={each} name={each === '' ? 'all' : 'one'} width={30}>
            <OneOrAll
              label={t('office.by')}
              chosen={each}
              keys={letters}
              textOf={(key) => key}
              choose={nothing}
            />
          </Sheet>
        ))}
      </Block>
      <Block name="office-remove">
        {[false, true].map((busy) => (
          <Sheet key={String(busy)} name={busy ? 'on its way' : 'asks twice'} width={30}>
            <RemoveButton name="A" busy={busy} remove={nothing} />
          </Sheet>
        ))}
      </Block>
      <Block name="office-ticks">
        <Sheet name="any of a few" width={30}>
          <Ticks
            legend={t('office.by')}
            options={letters.map((id) => ({ id, name: id }))}
            chosen={ticked}
            choose={tick}
          />
        </Sheet>
      </Block>
      <Block name="office-older">
        {[
          { name: 'first page', cursor: null, next: 'older' },
          { name: 'in the middle', cursor: 'here', next: 'older' },
          { name: 'last page', cursor: 'here', next: null },
        ].map(({ name, cursor, next }) => (
          <Sheet key={name} name={name} width={30}>
            <Older cursor={cursor} next={next} go={nothing} />
          </Sheet>
        ))}
      </Block>
      <Block name="office-table-head">
        <Sheet name="with a moment" width={40}>
          <table className="office-table">
            <ActedHead columns={[t('office.message.at'), t('office.audit.actor')]} />
            <tbody>
              <tr>
                <td>
                  <Moment iso={ago(90_000)} />
                </td>
                <td>A</td>
                <td className="office-act">
                  <button type="button" className="button">
                    {t('office.change')}
                  </button>
                </td>
              </tr>
            </tbody>
          </table>
        </Sheet>
      </Block>
      <Block name="office-people">
        <Sheet name="names to choose from" width={30}>
          <label>
            {t('office.audit.actor')} <input list="workshop-people" />
          </label>
          <People id="workshop-people" prefix="actor" words={['system', 'duty']} />
        </Sheet>
      </Block>
    </>
  );
}
