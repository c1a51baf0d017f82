import { calibrationHeads } from '@mingchu/shared/fileColumns';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { FileImport } from '../files/FileImport.tsx';

/** Calibrations as a table: what stands goes out, and what a round of the laboratory brought comes in. */
export function CalibrationFiles(props: { role: Session['role']; done: () => void }): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const { role } = props;
  const [confirmed, setConfirmed] = useState(false);
  return (
    <FileImport
      hint={t('office.calibration.files.hint')}
      heads={calibrationHeads}
      template="calibrations.csv"
      exports={
        may(role, 'export.take')
          ? [{ format: 'CSV', path: `/calibrations/export?language=${i18n.language}` }]
          : []
      }
      endings={['.csv']}
      send={
        may(role, 'calibration.record')
          ? ({ text }, dryRun) => request('POST', '/calibrations/import', { text, dryRun, confirmed })
          : null
      }
      asked={String(confirmed)}
      done={props.done}
      more={
        <label className="office-check">
          <input
            type="checkbox"
            checked={confirmed}
            onChange={(event) => setConfirmed(event.target.checked)}
          />
          {t('office.calibration.files.confirmed')}
        </label>
      }
    />
  );
}
