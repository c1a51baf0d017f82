import { bindingFormats } from '@mingchu/shared/bindings';
import { bindingHeads } from '@mingchu/shared/fileColumns';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { FileImport } from '../files/FileImport.tsx';

/** Bindings as files. */
export function BindingFiles(props: { role: Session['role']; done: () => void }): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const { role } = props;
  return (
    <FileImport
      hint={t('office.files.hint')}
      heads={bindingHeads}
      template="bindings.csv"
      exports={
        may(role, 'export.take')
          ? bindingFormats.map((format) => ({
              format: format.toUpperCase(),
              path: `/device-bindings/export?format=${format}&language=${i18n.language}`,
            }))
          : []
      }
      endings={['.csv', '.yaml', '.yml']}
      send={
        may(role, 'binding.act')
          ? ({ name, text }, dryRun) => {
              const format = /\.ya?ml$/i.test(name) ? 'yaml' : 'csv';
              return request('POST', '/device-bindings/import', { format, text, dryRun });
            }
          : null
      }
      done={props.done}
    />
  );
}
