import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useState } from 'react';
import { Applied } from './Applied.tsx';
import { Noise } from './Noise.tsx';

/** Who makes most alarms, and what was applied against that; either is read anew when the other has changed something. */
export function Quietening(props: { query: string; session: Session }): React.JSX.Element {
  const [applied, setApplied] = useState(0);
  const [takenBack, setTakenBack] = useState(0);
  return (
    <>
      <Noise key={`noise ${takenBack}`} {...props} changed={() => setApplied((turn) => turn + 1)} />
      {may(props.session.role, 'site-rule.set') ? (
        <Applied turn={applied} changed={() => setTakenBack((turn) => turn + 1)} />
      ) : null}
    </>
  );
}
