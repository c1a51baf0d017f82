/** The parts of a kitchen's page and of a device's. */
import { useEffect, useMemo } from 'react';
import { takeFrame } from '../../../live/frames.ts';
import { sessionFor } from '../../../mock/answers.ts';
import { drawFrame } from '../../../mock/drawnFrame.ts';
import '../../../ui/controls.css';
import '../../console/case/case.css';
import '../../console/console.css';
import '../../console/site/device/device.css';
import '../../console/site/site.css';
import { Look } from '../Block.tsx';
import { useDrawnLink, useSignedIn } from '../district.ts';
import { useExamples } from '../examples.ts';
import type { SectionProps } from '../Workshop.tsx';
import { DeviceCards } from './DeviceCards.tsx';
import { SensorCards } from './SensorCards.tsx';
import { SiteCards } from './SiteCards.tsx';

export default function SiteParts({ answers }: SectionProps): React.JSX.Element {
  const session = useMemo(() => sessionFor('chief'), []);
  useDrawnLink(answers);
  useSignedIn(session);
  usePictures(useExamples().cases.sensor.siteId);
  return (
    <Look value="console workshop-part">
      <SiteCards session={session} />
      <SensorCards session={session} />
      <DeviceCards />
    </Look>
  );
}

const frameEveryMs = 2_000;
const oldMs = 34_000;

/** Of the kitchen's first camera pictures of now, of its second one that is old. */
function usePictures(siteId: string): void {
  useEffect(() => {
    const push = (): void => {
      for (const [index, ageMs] of [0, oldMs].entries()) {
        const at = new Date(Date.now() - ageMs).toISOString();
        const jpeg = drawFrame(index, Date.now(), '');
        takeFrame({ siteId, deviceId: `cam-${index + 1}`, at, sameSince: at, jpeg });
      }
    };
    push();
    const timer = setInterval(push, frameEveryMs);
    return () => clearInterval(timer);
  }, [siteId]);
}
