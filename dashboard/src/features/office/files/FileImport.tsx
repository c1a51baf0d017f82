import { type ColumnHeads, headsIn } from '@mingchu/shared/fileColumns';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import type { Language } from '@mingchu/shared/notify';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActError } from '../../../ui/ActError.tsx';
import { ExportForm } from '../exports/ExportForm.tsx';
import { keepFile, saveFile } from '../exports/saveFile.ts';
import { FileRows } from './FileRows.tsx';
import { fileErrorText } from './fileWords.ts';
import { isWorkbook, textOfFile } from './textOfFile.ts';
import './fileImport.css';

type Answer = ImportAnswer & { dryRun: boolean; asked: string | null | undefined };

/** Rows as files: out to a spreadsheet and back, with a dry run that says what each row would do. */
export function FileImport(props: {
  hint: string;
  /** What its columns are called. */
  heads: ColumnHeads;
  /** Of a table with the heads alone, to be filled. */
  template: string;
  /** Where each format comes from; none for who may not take them out. */
  exports: readonly { format: string; path: string }[];
  /** Endings of files that are taken. */
  endings: readonly string[];
  /** Null: nothing may be brought in. */
  send: ((file: { name: string; text: string }, dryRun: boolean) => Promise<ImportAnswer>) | null;
  done: () => void;
  /** Beside the buttons; what it asks is told to `send`. */
  more?: ReactNode;
  /** What `more` asks, as it is answered: after a change of it the dry run is made again. Null: not answered well. */
  asked?: string | null;
}): React.JSX.Element | null {
  const { t, i18n } = useTranslation();
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [taking, setTaking] = useState<{ format: string; path: string } | null>(null);
  const send = async (dryRun: boolean) => {
    if (file === null || props.send === null) return;
    setBusy(true);
    setError(null);
    try {
      setAnswer({ ...(await props.send(file, dryRun)), dryRun, asked: props.asked });
      if (!dryRun) props.done();
    } catch (failure) {
      setAnswer(null);
      setError(fileErrorText(failure, props.heads));
    } finally {
      setBusy(false);
    }
  };
  const isGood =
    answer?.dryRun === true &&
    answer.asked === props.asked &&
    answer.rows.every(({ outcome }) => outcome !== 'error');
  if (props.send === null && props.exports.length === 0) return null;
  return (
    <section className="office-part" aria-label={t('office.files')}>
      <h3>{t('office.files')}</h3>
      <p className="office-period">{props.hint}</p>
      <div className="office-row">
        {props.send === null ? null : (
          <button
            type="button"
            className="button"
            onClick={() => keepTemplate(props.template, headsIn(props.heads, i18n.language as Language))}
          >
            {t('office.files.template')}
          </button>
        )}
        {props.exports.map((each) => (
          <button key={each.format} type="button" className="button" onClick={() => setTaking(each)}>
            {t('office.files.export', { format: each.format })}
          </button>
        ))}
        {props.send === null ? null : (
          <>
            <FileField
              endings={props.endings}
              choose={(chosen) => {
                setAnswer(null);
                setError(chosen === 'workbook' ? t('office.files.workbook') : null);
                setFile(chosen === 'workbook' ? null : chosen);
              }}
            />
            {props.more}
            <button
              type="button"
              className="button button-main"
              disabled={busy || file === null || props.asked === null}
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
      <div aria-live="polite">
        {answer === null ? null : <FileRows answer={answer} heads={props.heads} />}
      </div>
    </section>
  );
}

/** The text of the file that is chosen. */
function FileField(props: {
  endings: readonly string[];
  choose: (file: { name: string; text: string } | 'workbook' | null) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {t('office.files.choose', { endings: props.endings.join(', ') })}
      <input
        type="file"
        accept={props.endings.join(',')}
        onClick={(event) => {
          // The same file, mended meanwhile, is no change to a field that still has it.
          event.currentTarget.value = '';
          props.choose(null);
        }}
        onChange={async (event) => {
          const [chosen] = event.target.files ?? [];
          if (chosen === undefined) return props.choose(null);
          const content = await chosen.arrayBuffer();
          return props.choose(
            isWorkbook(content) ? 'workbook' : { name: chosen.name, text: textOfFile(content) },
          );
        }}
      />
    </label>
  );
}

/** In UTF-8 with the mark that spreadsheets know it by. */
function keepTemplate(name: string, heads: readonly string[]): void {
  keepFile(name, new Blob([`\uFEFF${heads.join(',')}\r\n`], { type: 'text/csv' }));
}
