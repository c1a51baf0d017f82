/** The office: its pages as the mock answers them, and what opens on them. */
import { useMemo } from 'react';
import { sessionFor } from '../../../mock/answers.ts';
import '../../../ui/controls.css';
import '../../office/office.css';
import '../../office/paper.css';
import '../../office/tables.css';
import { Look } from '../Block.tsx';
import { useDrawnLink, useSignedIn } from '../district.ts';
import type { SectionProps } from '../Workshop.tsx';
import { DeviceForms } from './DeviceForms.tsx';
import { Files } from './Files.tsx';
import { Pages } from './Pages.tsx';
import { People } from './People.tsx';
import { Pieces } from './Pieces.tsx';
import { Plans } from './Plans.tsx';
import { Quiet } from './Quiet.tsx';

export default function OfficeParts({ answers }: SectionProps): React.JSX.Element {
  const session = useMemo(() => sessionFor('admin'), []);
  useDrawnLink(answers);
  useSignedIn(session);
  return (
    <Look value="office workshop-part">
      <Pages session={session} />
      <Pieces />
      <Files session={session} />
      <People />
      <DeviceForms session={session} />
      <Plans session={session} />
      <Quiet />
    </Look>
  );
}
