import type { Device } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { pictureAddress } from '../../../http/pictureAddress.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { EvidencePicture } from '../../../ui/EvidencePicture.tsx';
import { devicePath } from '../site/devicePath.ts';

/** The picture of the detection; for a sensor's violation the newest picture of the kitchen, named as such. */
export function EvidencePart(props: { live: LiveState; violation: Violation | null }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('console.evidence')} data-severity={props.violation?.severity}>
      <h3>
        {t('console.evidence')}
        <CameraLink {...props} />
      </h3>
      <Picture {...props} />
    </section>
  );
}

/** The camera that saw it, else the first of the kitchen: its page has its picture of now. */
function CameraLink(props: { live: LiveState; violation: Violation | null }): React.JSX.Element | null {
  const { t } = useTranslation();
  const camera = props.violation && cameraFor(props.live, props.violation);
  if (!camera) return null;
  return (
    <Link href={devicePath(camera)} className="card-link">
      {t('device.openCamera')}
    </Link>
  );
}

function cameraFor(live: LiveState, { siteId, deviceId }: Violation): Device | undefined {
  const cameras = [...live.devices.values()].filter(
    (device) => device.kind === 'camera' && device.siteId === siteId,
  );
  return cameras.find(({ id }) => id === deviceId) ?? cameras[0];
}

function Picture(props: { live: LiveState; violation: Violation | null }): React.JSX.Element {
  const { t } = useTranslation();
  const { violation } = props;
  const [missing, setMissing] = useState(false);
  const sha256 = violation?.evidence.frameSha256;
  if (!violation || missing) return <p className="evidence-none">{t('console.evidence.missing')}</p>;
  if (sha256)
    return (
      <EvidencePicture
        src={pictureAddress(`/frames/${sha256}.jpg`)}
        alt={t('console.evidence')}
        box={violation.evidence.box}
        onMissing={() => setMissing(true)}
      />
    );
  const camera = cameraFor(props.live, violation);
  const { box, metric } = violation.evidence;
  const isSensors = metric !== undefined;
  if (!camera)
    return (
      <p className="evidence-none">{t(isSensors ? 'console.evidence.none' : 'console.evidence.noCamera')}</p>
    );
  return (
    <>
      <EvidencePicture
        src={pictureAddress(`/cameras/${camera.siteId}/${camera.id}/frame.jpg`)}
        alt={t('console.evidence.live')}
        box={violation.evidence.box}
        past
        onMissing={() => setMissing(true)}
      />
      <small>{`${t('console.evidence.live')} · ${camera.name} · ${t(
        box
          ? 'console.evidence.notKept'
          : isSensors
            ? 'console.evidence.sensor'
            : 'console.evidence.notOfThen',
      )}`}</small>
    </>
  );
}
