import { bindingFormats, type ImportBindingsAnswer, type ImportedRow } from '@mingchu/shared/bindings';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../http/request.ts';

type Outcome = ImportedRow['outcome'];

/** Bindings as files: out to a spreadsheet and back, with a dry run that says what each row would do. */
export function BindingFiles({ done }: { done: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [answer, setAnswer] = useState<(ImportBindingsAnswer & { dryRun: boolean }) | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (dryRun: boolean) => {
    if (file === null) return;
    setBusy(true);
    setError(null);
    const format = /\.ya?ml$/i.test(file.name) ? 'yaml' : 'csv';
    try {
      const body = { format, text: file.text, dryRun };
      setAnswer({
        ...(await request<ImportBindingsAnswer>('POST', '/device-bindings/import', body)),
        dryRun,
      });
      if (!dryRun) done();
    } catch (failure) {
      setAnswer(null);
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  };
  const isGood = answer?.dryRun === true && answer.rows.every(({ outcome }) => outcome !== 'error');
  return (
    <section className="office-part" aria-label={t('office.files')}>
      <h3>{t('office.files')}</h3>
      <p className="office-period">{t('office.files.hint')}</p>
      <div className="office-row">
        {bindingFormats.map((format) => (
          <a
            key={format}
            className="button"
            href={`/api/v1/device-bindings/export?format=${format}`}
            download
          >
            {t('office.files.export', { format: format.toUpperCase() })}
          </a>
        ))}
        <label>
          {t('office.files.choose')}
          <input
            type="file"
            accept=".csv,.yaml,.yml"
            onChange={async (event) => {
              const [chosen] = event.target.files ?? [];
              setAnswer(null);
              setError(null);
              setFile(chosen ? { name: chosen.name, text: await chosen.text() } : null);
            }}
          />
        </label>
        <button
          type="button"
          className="button button-main"
          disabled={busy || file === null}
          onClick={() => void send(true)}
        >
          {t('office.files.dry')}
        </button>
        <button type="button" className="button" disabled={busy || !isGood} onClick={() => void send(false)}>
          {t('office.files.apply')}
        </button>
      </div>
      {error === null ? null : (
        <p className="act-error" role="alert">
          {error}
        </p>
      )}
      <div aria-live="polite">{answer === null ? null : <Rows answer={answer} />}</div>
    </section>
  );
}

function Rows({ answer }: { answer: ImportBindingsAnswer & { dryRun: boolean } }): React.JSX.Element {
  const { t } = useTranslation();
  const { applied, dryRun, rows } = answer;
  const count = (wanted: Outcome) => rows.filter(({ outcome }) => outcome === wanted).length;
  const counts = {
    new: count('new'),
    changed: count('changed'),
    same: count('same'),
    error: count('error'),
  };
  return (
    <>
      <p className="heard-outcome">
        {dryRun
          ? t('office.files.dryDone', counts)
          : applied
            ? t('office.files.applied', { n: rows.length })
            : null}
        {!applied && counts.error > 0 ? <b className="office-error"> {t('office.files.refused')}</b> : null}
      </p>
      <table className="office-table">
        <thead>
          <tr>
            <th scope="col">{t('office.files.line')}</th>
            <th scope="col">{t('office.files.outcome')}</th>
            <th scope="col">{t('office.files.what')}</th>
            <th scope="col">{t('office.files.mistake')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, outcome, what, column, mistake }) => (
            <tr key={line}>
              <td className="num">{line}</td>
              <td data-alarm={outcome === 'error'}>{t(`office.files.outcome.${outcome}`)}</td>
              <th scope="row">{what}</th>
              <td>{[column, mistake].filter(Boolean).join(': ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
