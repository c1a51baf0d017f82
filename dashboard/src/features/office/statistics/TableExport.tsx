import { arrivalKeys, falseAlarmKeys } from '@mingchu/shared/statistics';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportForm } from '../exports/ExportForm.tsx';
import { saveFile } from '../exports/saveFile.ts';
import { type Span, spanQuery } from './span.ts';

/** One of the tables of a span as CSV. */
export function TableExport(props: { span: Span; close: () => void }): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const [table, setTable] = useState('arrivals?by=group');
  return (
    <ExportForm
      title={t('office.export')}
      take={(reason) =>
        saveFile(`/statistics/${table}&format=csv&language=${i18n.language}&${spanQuery(props.span)}`, reason)
      }
      close={props.close}
    >
      <label>
        {t('office.export.table')}
        <select value={table} onChange={(event) => setTable(event.target.value)}>
          {arrivalKeys.map((key) => (
            <option key={key} value={`arrivals?by=${key}`}>
              {`${t('office.arrivals')} · ${t(`office.by.${key}`)}`}
            </option>
          ))}
          {falseAlarmKeys.map((key) => (
            <option key={key} value={`false-alarms?by=${key}`}>
              {`${t('office.falseAlarms')} · ${t(`office.by.${key}`)}`}
            </option>
          ))}
        </select>
      </label>
    </ExportForm>
  );
}
