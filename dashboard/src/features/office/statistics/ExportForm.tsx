import { arrivalKeys, falseAlarmKeys } from '@mingchu/shared/statistics';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OpenedForm } from '../OpenedForm.tsx';
import { type Span, spanQuery } from './span.ts';

/** A table as CSV: the law asks who took it out of the house and why, so the reason comes first. */
export function ExportForm(props: { span: Span; close: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const [table, setTable] = useState('arrivals?by=group');
  const [reason, setReason] = useState('');
  const query = `${table}&format=csv&reason=${encodeURIComponent(reason.trim())}&${spanQuery(props.span)}`;
  return (
    <OpenedForm
      title={t('office.export')}
      commit={t('office.export')}
      ready={reason.trim() !== ''}
      submit={() => {
        // The browser saves what the server sends as an attachment; the page stays.
        window.location.assign(`/api/v1/statistics/${query}`);
        props.close();
      }}
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
      <label>
        {t('office.export.reason')}
        <textarea
          rows={2}
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </OpenedForm>
  );
}
