/** The parts of the desk: what waits, the case that is chosen, and every act with its form. */
import { useMemo } from 'react';
import { sessionFor } from '../../../mock/answers.ts';
import '../../../ui/controls.css';
import '../../console/case/case.css';
import '../../console/console.css';
import '../../console/list/list.css';
import '../../console/site/site.css';
import { Look } from '../Block.tsx';
import { useDrawnLink, useSignedIn } from '../district.ts';
import type { SectionProps } from '../Workshop.tsx';
import { ActForms } from './ActForms.tsx';
import { CaseCards } from './CaseCards.tsx';
import { CaseRecords } from './CaseRecords.tsx';
import { Heads } from './Heads.tsx';
import { Lists } from './Lists.tsx';

export default function ConsoleParts({ answers }: SectionProps): React.JSX.Element {
  const session = useMemo(() => sessionFor('chief'), []);
  useDrawnLink(answers);
  useSignedIn(session);
  return (
    <Look value="console workshop-part">
      <Heads session={session} />
      <Lists />
      <CaseCards session={session} />
      <CaseRecords />
      <ActForms session={session} />
    </Look>
  );
}
