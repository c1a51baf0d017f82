import type { Device } from '@mingchu/shared/registry';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../http/request.ts';
import { useFormFocus } from '../../../ui/useFormFocus.ts';
import { ActError } from '../../../ui/ActError.tsx';

/** Takes a device out of service or puts it back, with a reason. */
export function ServiceAct({ device }: { device: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const act = device.inService ? 'take-out-of-service' : 'put-back-in-service';
  return (
    <>
      <button type="button" className="quiet" aria-expanded={asking} onClick={() => setAsking(!asking)}>
        {t(`act.${act}`)}
      </button>
      {asking ? <ServiceForm device={device} done={() => setAsking(false)} /> : null}
    </>
  );
}

function ServiceForm(props: { device: Device; done: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { device, done } = props;
  const form = useFormFocus();
  const [error, setError] = useState<string | null>(null);
  const act = device.inService ? 'take-out-of-service' : 'put-back-in-service';
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    const path = `/sites/${device.siteId}/devices/${device.id}/service`;
    request<Device>('POST', path, { inService: !device.inService, reason }).then(done, (failure: unknown) =>
      setError(errorText(failure)),
    );
  };
  return (
    <form
      ref={form}
      className="service-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The page has an Escape of its own.
        event.stopPropagation();
        done();
      }}
      aria-label={t(`act.${act}`)}
    >
      <label>
        {t('console.reason')}
        <input name="reason" maxLength={500} required />
      </label>
      <button type="submit" className="button button-main">
        {t(`act.${act}`)}
      </button>
      <ActError text={error} />
    </form>
  );
}
