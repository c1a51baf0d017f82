import type { ColumnHeads } from '@mingchu/shared/fileColumns';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import type { Language } from '@mingchu/shared/notify';
import i18next from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../http/request.ts';
import { ExportForm } from './exports/ExportForm.tsx';
import { saveFile } from './exports/saveFile.ts';
import { RequestError } from '../../http/requestError.ts';
import { textOfFile } from './textOfFile.ts';
import './fileImport.css';
import { ActError } from '../../ui/ActError.tsx';

type Outcome = ImportedRow['outcome'];

/** Rows as files: out to a spreadsheet and back, with a dry run that says what each row would do. */
export function FileImport(props: {
  hint: string;
  /** What its columns are called. */
  heads: ColumnHeads;
  /** Where each format comes from; none for who may not take them out. */
  exports: readonly { format: string; path: string }[];
  /** Endings of files that are taken. */
  endings: readonly string[];
  /** Null: nothing may be brought in. */
  send: ((file: { name: string; text: string }, dryRun: boolean) => Promise<ImportAnswer>) | null;
  done: () => void;
  /** Beside the buttons; what it asks is told to `send`. */
  more?: ReactNode;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [answer, setAnswer] = useState<(ImportAnswer & { dryRun: boolean }) | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [taking, setTaking] = useState<{ format: string; path: string } | null>(null);
  const send = async (dryRun: boolean) => {
    if (file === null || props.send === null) return;
    setBusy(true);
    setError(null);
    try {
      setAnswer({ ...(await props.send(file, dryRun)), dryRun });
      if (!dryRun) props.done();
    } catch (failure) {
      setAnswer(null);
      setError(fileErrorText(failure, props.heads));
    } finally {
      setBusy(false);
    }
  };
  const isGood = answer?.dryRun === true && answer.rows.every(({ outcome }) => outcome !== 'error');
  if (props.send === null && props.exports.length === 0) return null;
  return (
    <section className="office-part" aria-label={t('office.files')}>
      <h3>{t('office.files')}</h3>
      <p className="office-period">{props.hint}</p>
      <div className="office-row">
        {props.exports.map((each) => (
          <button key={each.format} type="button" className="button" onClick={() => setTaking(each)}>
            {t('office.files.export', { format: each.format })}
          </button>
        ))}
        {props.send === null ? null : (
          <>
            <label>
              {t('office.files.choose', { endings: props.endings.join(', ') })}
              <input
                type="file"
                accept={props.endings.join(',')}
                onChange={async (event) => {
                  const [chosen] = event.target.files ?? [];
                  setAnswer(null);
                  setError(null);
                  setFile(
                    chosen ? { name: chosen.name, text: textOfFile(await chosen.arrayBuffer()) } : null,
                  );
                }}
              />
            </label>
            {props.more}
            <button
              type="button"
              className="button button-main"
              disabled={busy || file === null}
              onClick={() => void send(true)}
            >
              {t('office.files.dry')}
            </button>
            <button
              type="button"
              className="button"
              disabled={busy || !isGood}
              onClick={() => void send(false)}
            >
              {t('office.files.apply')}
            </button>
          </>
        )}
      </div>
      {taking ? (
        <ExportForm
          key={taking.format}
          title={t('office.files.export', { format: taking.format })}
          take={(reason) => saveFile(taking.path, reason)}
          close={() => setTaking(null)}
        />
      ) : null}
      <ActError text={error} />
      <div aria-live="polite">{answer === null ? null : <Rows answer={answer} heads={props.heads} />}</div>
    </section>
  );
}

/** Of a file that cannot be read the column or place is named as it stands there, a missing one as it is called. */
function fileErrorText(error: unknown, heads: ColumnHeads): string {
  const text = errorText(error);
  return error instanceof RequestError && error.code.startsWith('file-')
    ? i18next.t('office.files.place', { text, place: columnText(heads, error.message) })
    : text;
}

function columnText(heads: ColumnHeads, column: string): string {
  return Object.hasOwn(heads, column) ? (heads[column]?.[i18next.language as Language] ?? column) : column;
}

/** In the language of the screen where it has words for it. */
function mistakeText(mistake: string | null, code: string | undefined): string | null {
  const key = `error.code.${code}`;
  return code !== undefined && i18next.exists(key) ? i18next.t(key) : mistake;
}

function Rows(props: { answer: ImportAnswer & { dryRun: boolean }; heads: ColumnHeads }): React.JSX.Element {
  const { t } = useTranslation();
  const { answer, heads } = props;
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
      <p className="office-outcome">
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
          {rows.map(({ line, outcome, what, column, mistake, code }) => (
            <tr key={line}>
              <td className="num">{line}</td>
              <td data-alarm={outcome === 'error'}>{t(`office.files.outcome.${outcome}`)}</td>
              <th scope="row">{what}</th>
              <td>
                {[column && columnText(heads, column), mistakeText(mistake, code)].filter(Boolean).join(': ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
