import { registryHeads } from '@mingchu/shared/fileColumns';
import type { Language } from '@mingchu/shared/notify';
import { neededColumns, type RegistryTable } from '@mingchu/shared/registryTables';
import { examplesIn } from '@mingchu/shared/registryExamples';
import { useTranslation } from 'react-i18next';

/** How each column of a table is filled, beside the form and not in a manual. */
export function ColumnGuide(props: { table: RegistryTable }): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const { table } = props;
  const language = i18n.language as Language;
  const needed: readonly string[] = neededColumns[table];
  const example: Readonly<Record<string, string>> = examplesIn(language)[table];
  const title = t('office.registry.columns');
  return (
    <section className="office-part" aria-label={title}>
      <h3>{title}</h3>
      <table className="office-table">
        <thead>
          <tr>
            <th scope="col">{t('office.registry.column')}</th>
            <th scope="col">{t('office.registry.needed')}</th>
            <th scope="col">{t('office.registry.how')}</th>
            <th scope="col">{t('office.registry.example')}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(registryHeads[table]).map(([column, heads]) => (
            <tr key={column}>
              <th scope="row">{heads[language]}</th>
              <td>{t(needed.includes(column) ? 'office.registry.yes' : 'office.registry.no')}</td>
              <td>{t(`office.registry.how.${table}.${column}`)}</td>
              <td className="num">{example[column]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
