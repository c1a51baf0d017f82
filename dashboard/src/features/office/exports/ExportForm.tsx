import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWork } from '../../../http/useWork.ts';
import { OpenedForm } from '../OpenedForm.tsx';

/** Before anything leaves the house: the law asks who took it out and why, so the reason comes first. */
export function ExportForm(props: {
  /** Also on the button that does it. */
  title: string;
  /** Takes it, with the reason; what it throws is said in the form, which stays open. */
  take: (reason: string) => Promise<void>;
  close: () => void;
  /** What else there is to choose. */
  children?: ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { busy, error, run } = useWork();
  const take = async (): Promise<void> => {
    if (await run(() => props.take(reason.trim()))) props.close();
  };
  return (
    <OpenedForm
      title={props.title}
      commit={props.title}
      ready={!busy && reason.trim() !== ''}
      error={error}
      submit={() => void take()}
      close={props.close}
    >
      {props.children}
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
