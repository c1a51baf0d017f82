/** Tables that go out and come in, with what a dry run says of each row. */
import { bindingHeads } from '@mingchu/shared/fileColumns';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import type { Session } from '@mingchu/shared/http';
import { registryTables } from '@mingchu/shared/registryTables';
import { CalibrationFiles } from '../../office/calibration/CalibrationFiles.tsx';
import { BindingFiles } from '../../office/devices/BindingFiles.tsx';
import { FileImport } from '../../office/files/FileImport.tsx';
import { FileRows } from '../../office/files/FileRows.tsx';
import { ColumnGuide } from '../../office/registry/ColumnGuide.tsx';
import { Block } from '../Block.tsx';
import { usePosted } from './posted.ts';
import { Sheet } from './Sheet.tsx';

const nothing = (): void => undefined;

/** One row of each outcome, the first as long as rows become. */
const rowsOf: Record<ImportedRow['outcome'], Omit<ImportedRow, 'line' | 'outcome'>> = {
  new: { what: 'zigbee2mqtt//0x00158d00018255df → site-1/sample-fridge-2', column: null, mistake: null },
  changed: { what: 'zigbee2mqtt//0x01 → site-1/fridge-2', column: null, mistake: null },
  same: { what: 'zigbee2mqtt//0x02 → site-1/fridge-3', column: null, mistake: null },
  error: {
    what: 'zigbee2mqtt//0x03',
    column: 'siteId',
    mistake: 'There is no site nowhere.',
    code: 'site-not-found',
  },
};
const rows = (Object.keys(rowsOf) as ImportedRow['outcome'][]).map(
  (outcome, index): ImportedRow => ({ line: index + 2, outcome, ...rowsOf[outcome] }),
);

export function Files({ session }: { session: Session }): React.JSX.Element {
  const answered = usePosted<ImportAnswer>('/device-bindings/import', {
    format: 'csv',
    text: 'nowhere',
    dryRun: true,
  });
  return (
    <>
      <Block name="file-import">
        <Sheet name="out and in" width={80}>
          <FileImport
            hint="hint"
            heads={bindingHeads}
            template="bindings"
            exports={[{ format: 'CSV', path: '/device-bindings/export' }]}
            endings={['.csv', '.yaml']}
            send={() => Promise.resolve({ applied: false, rows })}
            done={nothing}
          />
        </Sheet>
        <Sheet name="only out" width={80}>
          <FileImport
            hint="hint"
            heads={bindingHeads}
            template="bindings"
            exports={[{ format: 'CSV', path: '/device-bindings/export' }]}
            endings={[]}
            send={null}
            done={nothing}
          />
        </Sheet>
      </Block>
      <Block name="file-rows">
        <Sheet name="dry run, with a mistake" width={60}>
          <FileRows heads={bindingHeads} answer={{ applied: false, dryRun: true, rows }} />
        </Sheet>
        <Sheet name="dry run, good" width={60}>
          <FileRows
            heads={bindingHeads}
            answer={{ applied: false, dryRun: true, rows: rows.filter(({ outcome }) => outcome !== 'error') }}
          />
        </Sheet>
        <Sheet name="applied" width={60}>
          <FileRows heads={bindingHeads} answer={{ applied: true, dryRun: false, rows: rows.slice(0, 1) }} />
        </Sheet>
        <Sheet name="as the mock answers" width={60}>
          {answered ? <FileRows heads={bindingHeads} answer={{ ...answered, dryRun: true }} /> : null}
        </Sheet>
      </Block>
      <Block name="column-guide">
        {registryTables.map((table) => (
          <Sheet key={table} name={table} width={80}>
            <ColumnGuide table={table} />
          </Sheet>
        ))}
      </Block>
      <Block name="office-files">
        <Sheet name="calibrations" width={80}>
          <CalibrationFiles role={session.role} done={nothing} />
        </Sheet>
        <Sheet name="bindings" width={80}>
          <BindingFiles role={session.role} done={nothing} />
        </Sheet>
      </Block>
    </>
  );
}
