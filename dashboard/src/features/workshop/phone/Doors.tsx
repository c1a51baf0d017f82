/** At the door: what is shown to have come, and what became of it. */
import {
  type ArrivalClaim,
  type ProofReason,
  type ProofVerdict,
  type ProofView,
  proofKinds,
  proofReasons,
  proofVerdicts,
} from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import { Arrival } from '../../phone/arrival/Arrival.tsx';
import { DoorCode } from '../../phone/arrival/DoorCode.tsx';
import { PhotoButton, PhotoStrip } from '../../phone/photo/PhotoField.tsx';
import { Block, State } from '../Block.tsx';
import { ago, useExamples } from '../examples.ts';
import { phoneWidth as width } from './phoneWidth.ts';

const minuteMs = 60_000;
const nothing = (): void => undefined;

/** A reason for which each verdict is given. */
const reasonOf: Record<ProofVerdict, ProofReason> = {
  holds: 'within-fence',
  unproven: 'too-inaccurate',
  elsewhere: 'outside-fence',
  conflicts: 'impossible-speed',
};

/** As many as one panel has rows. */
const reasonsByThree = Array.from(
  { length: Math.ceil(proofReasons.length / proofKinds.length) },
  (_none, part) => proofReasons.slice(part * proofKinds.length, (part + 1) * proofKinds.length),
);

export function Doors(): React.JSX.Element {
  const { cases } = useExamples();
  const { dispatch } = cases.camera;
  const at = ago(minuteMs);
  const proof = (kind: ProofView['kind'], verdict: ProofVerdict, reason = reasonOf[verdict]): ProofView => ({
    kind,
    verdict,
    reason,
    at,
  });
  const claim = (state: ArrivalClaim['state'], proofs: ProofView[]): ArrivalClaim => ({
    state,
    inspectorId: dispatch.inspectorId ?? '',
    at,
    claimedAt: at,
    proofs,
    ...(state === 'refused' && { comment: '照片不是今天拍的。' }),
  });
  const claims: Record<string, ArrivalClaim | null> = {
    'nothing shown yet': null,
    ...Object.fromEntries(
      proofVerdicts.map((verdict) => [verdict, claim('pending', [proof('position', verdict)])]),
    ),
    conflicting: claim('conflicting', [
      proof('position', 'elsewhere'),
      proof('door-code', 'holds', 'code-fits'),
      proof('photo', 'conflicts', 'photo-older-than-order'),
    ]),
    refused: claim('refused', [proof('photo', 'holds', 'photo-taken')]),
  };
  const shown = (name: string, arrivalClaim: ArrivalClaim | null): Dispatch => ({
    ...dispatch,
    id: `workshop-door-${name}`,
    arrivalClaim,
  });
  return (
    <>
      <Block name="phone-arrival">
        {Object.entries(claims).map(([name, arrivalClaim]) => (
          <State key={name} name={name} width={width}>
            <Arrival shown={{ order: shown(name, arrivalClaim), waiting: [] }} />
          </State>
        ))}
        <State name="recorded without a network" width={width}>
          <Arrival
            shown={{
              order: shown('recorded', null),
              waiting: [
                {
                  id: 'arrive-later',
                  dispatchId: 'workshop-door-recorded',
                  act: 'arrive',
                  deviceTime: at,
                  body: { lat: 26.4, doorCode: { code: '123456' } },
                },
              ],
            }}
          />
        </State>
      </Block>
      <Block name="phone-proof-reasons">
        {reasonsByThree.map((reasons) => (
          <State key={reasons[0]} name={reasons.join(', ')} width={width}>
            <Arrival
              shown={{
                order: shown(
                  `reason-${reasons[0]}`,
                  claim(
                    'pending',
                    proofKinds.flatMap((kind, index) => {
                      const reason = reasons[index];
                      return reason === undefined ? [] : [proof(kind, 'unproven', reason)];
                    }),
                  ),
                ),
                waiting: [],
              }}
            />
          </State>
        ))}
      </Block>
      <Block name="phone-door-code">
        {[false, true].map((busy) => (
          <State key={String(busy)} name={busy ? 'on its way' : 'asked for'} width={width}>
            <DoorCode siteId={dispatch.siteId} busy={busy} onCode={nothing} />
          </State>
        ))}
      </Block>
      <Block name="phone-photos">
        <State name="button" width={width}>
          <PhotoButton dispatchId={dispatch.id} purpose="before" label="button" onTaken={nothing} />
        </State>
        <State name="main button" width={width}>
          <PhotoButton dispatchId={dispatch.id} purpose="after" label="main button" main onTaken={nothing} />
        </State>
        <State name="three taken" width={width}>
          <PhotoStrip
            dispatchId={dispatch.id}
            names={['one', 'two', 'three']}
            label="three taken"
            onRemove={nothing}
          />
        </State>
        <State name="to look at" width={width}>
          <PhotoStrip dispatchId={dispatch.id} names={['one']} label="to look at" />
        </State>
      </Block>
    </>
  );
}
