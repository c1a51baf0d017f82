import { useTranslation } from 'react-i18next';

/** Head of a table whose last column holds what one can do with a row: that column is named for those who listen. */
export function ActedHead(props: { columns: readonly string[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {props.columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
        <th scope="col">
          <span className="visually-hidden">{t('office.change')}</span>
        </th>
      </tr>
    </thead>
  );
}
