/** The parts of the inspector's phone, each as wide as a phone. */
import { useMemo } from 'react';
import { sessionFor } from '../../../mock/answers.ts';
import '../../phone/order.css';
import '../../phone/phone.css';
import '../../phone/report.css';
import { Look } from '../Block.tsx';
import { useDrawnLink, useSignedIn } from '../district.ts';
import { useExamples } from '../examples.ts';
import type { SectionProps } from '../Workshop.tsx';
import { Doors } from './Doors.tsx';
import { LineStates } from './LineStates.tsx';
import { OrderParts } from './OrderParts.tsx';
import { Own } from './Own.tsx';
import { Reports } from './Reports.tsx';

export default function PhoneParts({ answers }: SectionProps): React.JSX.Element {
  const { inspectorId } = useExamples().cases.camera.dispatch;
  const session = useMemo(() => sessionFor(inspectorId ?? 'inspector01'), [inspectorId]);
  useDrawnLink(answers);
  useSignedIn(session);
  return (
    <Look value="phone workshop-part">
      <LineStates />
      <OrderParts />
      <Doors />
      <Reports />
      <Own session={session} />
    </Look>
  );
}
