import { registryHeads } from '@mingchu/shared/fileColumns';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { type Datum, datums, type RegistryTable, registryTables } from '@mingchu/shared/registryTables';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useLiveStore } from '../../../live/store.ts';
import { Choices } from '../Choices.tsx';
import { FileImport } from '../files/FileImport.tsx';
import { Page } from '../Page.tsx';
import { ColumnGuide } from './ColumnGuide.tsx';

/** As the server asks of every password. */
const shortestPassword = 10;

/** The district as tables: nobody types 2,000 kitchens and 60 inspectors one by one. */
export default function RegistryTables(props: { session: Session }): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const counts = useCounts();
  const [table, setTable] = useState<RegistryTable>('groups');
  const [datum, setDatum] = useState<Datum>('wgs84');
  const [password, setPassword] = useState('');
  const { role } = props.session;
  const asked = {
    ...(table !== 'groups' && { datum }),
    ...(table === 'inspectors' && password !== '' && { inspectorPassword: password }),
  };
  return (
    <Page title={t('office.registry')}>
      <p className="office-period">{t('office.registry.hint')}</p>
      <Choices
        label={t('office.registry.which')}
        keys={registryTables}
        chosen={table}
        textOf={(key) => `${t(`office.registry.${key}`)} ${counts[key]}`}
        choose={setTable}
      />
      <FileImport
        key={table}
        hint={t('office.registry.files.hint')}
        heads={registryHeads[table]}
        template={`${table}.csv`}
        exports={
          may(role, 'export.take')
            ? [{ format: 'CSV', path: `/registry/tables/${table}/export?language=${i18n.language}` }]
            : []
        }
        endings={table === 'grids' ? ['.csv', '.geojson'] : ['.csv']}
        send={({ text }, dryRun) =>
          request('POST', `/registry/tables/${table}/import`, { text, dryRun, ...asked })
        }
        asked={password === '' || password.length >= shortestPassword ? JSON.stringify(asked) : null}
        done={() => setPassword('')}
        more={
          <>
            {table !== 'groups' ? (
              <label>
                {t('office.registry.datum')}
                <select value={datum} onChange={(event) => setDatum(event.target.value as Datum)}>
                  {datums.map((each) => (
                    <option key={each} value={each}>
                      {t(`office.registry.datum.${each}`)}
                    </option>
                  ))}
                </select>
              </label>
            ) : null}
            {table === 'inspectors' ? (
              <label>
                {t('office.registry.password')}
                <input
                  type="password"
                  minLength={shortestPassword}
                  maxLength={128}
                  autoComplete="new-password"
                  value={password}
                  onChange={(event) => setPassword(event.target.value)}
                />
              </label>
            ) : null}
          </>
        }
      />
      <ColumnGuide table={table} />
    </Page>
  );
}

/** How many there are of each. */
function useCounts(): Record<RegistryTable, number> {
  const { groups, grids, sites, inspectors } = useLiveStore((store) => store.live);
  return { groups: groups.length, grids: grids.length, sites: sites.size, inspectors: inspectors.size };
}
