import { bindingFormats } from '@mingchu/shared/bindings';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { FileImport } from '../FileImport.tsx';

/** Bindings as files. */
export function BindingFiles({ done }: { done: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <FileImport
      hint={t('office.files.hint')}
      exports={bindingFormats.map((format) => ({
        format: format.toUpperCase(),
        path: `/device-bindings/export?format=${format}`,
      }))}
      endings={['.csv', '.yaml', '.yml']}
      send={({ name, text }, dryRun) => {
        const format = /\.ya?ml$/i.test(name) ? 'yaml' : 'csv';
        return request('POST', '/device-bindings/import', { format, text, dryRun });
      }}
      done={done}
    />
  );
}
