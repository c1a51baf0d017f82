import type { ColumnHeads } from '@mingchu/shared/fileColumns';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import { useTranslation } from 'react-i18next';
import { columnText, mistakeText } from './fileWords.ts';
import { shortChange } from './shortChange.ts';

type Outcome = ImportedRow['outcome'];

/** What wants a look comes first; of what stays as it is the count is enough. */
const shown = ['error', 'changed', 'new'] as const satisfies readonly Outcome[];
/** Rows in the list: nobody reads more, and a browser draws them at once. */
const maxShown = 200;

/** What became, or would become, of the rows of a file. */
export function FileRows(props: {
  answer: ImportAnswer & { dryRun: boolean };
  heads: ColumnHeads;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { answer, heads } = props;
  const { applied, dryRun, rows } = answer;
  const of = (wanted: Outcome) => rows.filter(({ outcome }) => outcome === wanted);
  const counts = {
    new: of('new').length,
    changed: of('changed').length,
    same: of('same').length,
    error: of('error').length,
  };
  const listed = shown.flatMap(of);
  const rest = listed.length - maxShown;
  return (
    <>
      <p className="office-outcome">
        {dryRun ? t('office.files.dryDone', counts) : applied ? t('office.files.applied', counts) : null}
        {!applied && counts.error > 0 ? <b className="office-error"> {t('office.files.refused')}</b> : null}
      </p>
      {listed.length === 0 ? null : (
        <table className="office-table file-rows">
          <thead>
            <tr>
              <th scope="col">{t('office.files.line')}</th>
              <th scope="col">{t('office.files.outcome')}</th>
              <th scope="col">{t('office.files.what')}</th>
              <th scope="col">{t('office.files.mistake')}</th>
            </tr>
          </thead>
          <tbody>
            {listed.slice(0, maxShown).map((row) => (
              <tr key={row.line}>
                <td className="num">{row.line}</td>
                <td data-alarm={row.outcome === 'error'}>{t(`office.files.outcome.${row.outcome}`)}</td>
                <th scope="row">{row.what}</th>
                <td>
                  <Told row={row} heads={heads} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rest > 0 ? <p className="office-period">{t('office.files.rest', { n: rest })}</p> : null}
    </>
  );
}

/** Of a mistake what is wrong in which column; of a change what stood there and what will. */
function Told(props: { row: ImportedRow; heads: ColumnHeads }): React.JSX.Element {
  const { t } = useTranslation();
  const { row, heads } = props;
  const { column, mistake, code, changes = [] } = row;
  const none = t('office.files.empty');
  return (
    <>
      {column === null
        ? mistakeText(mistake, code)
        : t('office.files.told', { column: columnText(heads, column), text: mistakeText(mistake, code) })}
      {changes.map(({ column: changed, ...cells }) => {
        const { before, after } = shortChange(cells);
        return (
          <span key={changed} className="file-change">
            {t('office.files.changed', { column: columnText(heads, changed) })}
            <s>{before || none}</s> → {after || none}
          </span>
        );
      })}
    </>
  );
}
