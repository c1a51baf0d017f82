/** Devices that were heard, and sensors that are calibrated: rows, forms, and what a tried packet becomes. */
import type { CalibrationLine } from '@mingchu/shared/calibration';
import { type HeardLine, heardStates, type TryAnswer } from '@mingchu/shared/bindings';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useState } from 'react';
import { CorrectionFields, type Typed } from '../../office/calibration/CorrectionFields.tsx';
import { History } from '../../office/calibration/History.tsx';
import { RecordForm } from '../../office/calibration/RecordForm.tsx';
import { BindForm } from '../../office/devices/BindForm.tsx';
import type { FamiliesAnswer } from '../../office/devices/DeviceInbox.tsx';
import { HeardRow } from '../../office/devices/HeardRow.tsx';
import { ReplaceForm, UnbindForm } from '../../office/devices/ReplaceForm.tsx';
import { Tester, TryResult } from '../../office/devices/Tester.tsx';
import { useAnswer } from '../../office/useAnswer.ts';
import { Block } from '../Block.tsx';
import { ago } from '../examples.ts';
import { usePosted } from './posted.ts';
import { Sheet } from './Sheet.tsx';

const nothing = (): void => undefined;
const width = 80;

export function DeviceForms({ session }: { session: Session }): React.JSX.Element {
  const lines = useAnswer<{ items: HeardLine[] }>('/heard-devices?filter=all').body?.items ?? [];
  const known = useAnswer<FamiliesAnswer>('/device-families').body;
  return (
    <>
      <HeardRows lines={lines} known={known} />
      <BindForms lines={lines} known={known} />
      <Tests known={known} />
      <Calibrations mayWithdraw={may(session.role, 'calibration.record')} />
    </>
  );
}

interface KnownProps {
  lines: readonly HeardLine[];
  known: FamiliesAnswer | null;
}

function HeardRows({ lines, known }: KnownProps): React.JSX.Element {
  const [like] = lines;
  const states: Record<string, HeardLine> = like
    ? {
        ...Object.fromEntries(heardStates.map((state) => [state, { ...like, state }])),
        bound: { ...like, binding: { siteId: 'site-1', deviceId: 'fridge-1', active: true } },
        'let go': { ...like, binding: { siteId: 'site-1', deviceId: 'fridge-1', active: false } },
        'set aside': { ...like, ignored: { by: 'admin', at: ago(60_000) } },
      }
    : {};
  const row = (name: string, line: HeardLine, mayAct: boolean): React.JSX.Element => (
    <Sheet key={name} name={name} width={width}>
      <table className="office-table heard-table">
        <tbody>
          <HeardRow
            line={line}
            isChosen={name === 'bound'}
            family={known?.families.find(({ id }) => id === line.family)}
            act={mayAct ? { busy: false, open: nothing, ignore: () => Promise.resolve() } : null}
          />
        </tbody>
      </table>
    </Sheet>
  );
  return (
    <Block name="heard-row">
      {lines.map((line) => row(line.name ?? line.address, line, true))}
      {Object.entries(states).map(([name, line]) => row(name, line, true))}
      {like ? row('for who may only look', like, false) : null}
    </Block>
  );
}

function BindForms({ lines, known }: KnownProps): React.JSX.Element {
  const [like] = lines;
  return (
    <>
      <Block name="bind-form">
        {lines.map((line) => (
          <Sheet key={line.address} name={line.name ?? line.address} width={width}>
            <BindForm line={line} rules={known?.rules ?? []} done={nothing} close={nothing} />
          </Sheet>
        ))}
      </Block>
      <Block name="replace-form">
        <Sheet name="takes the place of another" width={width}>
          {like ? <ReplaceForm line={like} done={nothing} close={nothing} /> : null}
        </Sheet>
        <Sheet name="let go" width={width}>
          {like ? <UnbindForm line={like} done={nothing} close={nothing} /> : null}
        </Sheet>
      </Block>
    </>
  );
}

function Tests({ known }: { known: FamiliesAnswer | null }): React.JSX.Element {
  const tried = usePosted<TryAnswer>('/device-packets/try', { topic: 'a', payload: 'b' });
  const nobody: TryAnswer = {
    family: null,
    mount: '',
    refused: null,
    devices: [],
    samples: [],
    answers: [],
  };
  const states: Record<string, TryAnswer> = {
    ...(tried && { 'as the mock answers': tried }),
    "of nobody's topic": nobody,
    refused: { ...nobody, family: 'zigbee2mqtt', refused: { reason: 'not-json', detail: 'at 12' } },
    retained: {
      ...nobody,
      family: 'mingchu',
      mount: 'site-1',
      answers: ['a', 'b'],
      samples: [
        {
          siteId: 'site-1',
          deviceId: 'cam-1',
          at: ago(0),
          retained: true,
          kind: 'detection',
          type: 'no-hat',
          confidence: 0.91,
        },
        { siteId: 'site-1', deviceId: 'cam-1', at: ago(0), retained: true, kind: 'status', state: 'offline' },
      ],
    },
  };
  return (
    <>
      <Block name="packet-tester">
        <Sheet name="empty" width={width}>
          <Tester known={known} />
        </Sheet>
      </Block>
      <Block name="try-result">
        {Object.entries(states).map(([name, answer]) => (
          <Sheet key={name} name={name} width={width}>
            <div className="try-result">
              <TryResult answer={answer} known={known} />
            </div>
          </Sheet>
        ))}
      </Block>
    </>
  );
}

const typed: Typed = {
  slope: '1',
  offset: '-0.5',
  validFrom: '2026-11-24T10:00',
  dueOn: '2027-11-23',
  sure: false,
};

function Calibrations({ mayWithdraw }: { mayWithdraw: boolean }): React.JSX.Element {
  const lines = useAnswer<{ items: CalibrationLine[] }>('/calibrations?filter=all').body?.items ?? [];
  const [sensor] = lines;
  const [given, give] = useState(typed);
  return (
    <>
      <Block name="record-form">
        <Sheet name="of any sensor" width={width}>
          <RecordForm site={null} sensor={null} done={nothing} close={nothing} />
        </Sheet>
        <Sheet name="of one" width={width}>
          {sensor ? <RecordForm site={null} sensor={sensor} done={nothing} close={nothing} /> : null}
        </Sheet>
      </Block>
      <Block name="correction-fields">
        {[false, true].map((unusual) => (
          <Sheet key={String(unusual)} name={unusual ? 'unusual' : 'usual'} width={width}>
            <form className="act-form office-wide">
              <CorrectionFields
                metric="temperatureC"
                typed={unusual ? { ...given, offset: '-9' } : given}
                unusual={unusual}
                choose={nothing}
                type={(part) => give({ ...given, ...part })}
              />
            </form>
          </Sheet>
        ))}
      </Block>
      <Block name="calibration-history">
        <Sheet name="of one sensor" width={width}>
          {sensor ? (
            <History sensor={sensor} mayWithdraw={mayWithdraw} changed={nothing} close={nothing} />
          ) : null}
        </Sheet>
      </Block>
    </>
  );
}
