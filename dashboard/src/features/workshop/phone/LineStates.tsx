/** What stands above everything on the phone while the line is not as it should be. */
import { type QueuedActAnswer, type QueuedOutcome, queuedActNames } from '@mingchu/shared/queuedAct';
import { useEffect, useMemo, useState } from 'react';
import type { KeptAct, KeptPhoto } from '../../phone/acts/kept.ts';
import { useOutbox } from '../../phone/acts/outbox.ts';
import { Stuck } from '../../phone/acts/Stuck.tsx';
import { StatusBar } from '../../phone/StatusBar.tsx';
import { Block, State } from '../Block.tsx';
import { ago, useExamples } from '../examples.ts';
import { phoneWidth as width } from './phoneWidth.ts';

const minuteMs = 60_000;
type Outbox = ReturnType<typeof useOutbox.getState>;

const nothing = { waiting: [], photosWaiting: 0, photosStuck: [], sending: false, told: [], justSent: null };
const failed = { times: 4, firstMs: Date.now() - 9 * minuteMs, lastMs: Date.now() - minuteMs };

/** What an answer says of each outcome. */
const answers: Record<QueuedOutcome, Pick<QueuedActAnswer, 'code' | 'detail' | 'happened'>> = {
  done: { code: null, detail: null, happened: null },
  'already-done': { code: null, detail: null, happened: null },
  overtaken: {
    code: 'overtaken',
    detail: null,
    happened: { state: 'accepted', inspectorId: 'inspector-9', inspectorName: '陈静' },
  },
  refused: { code: 'not-allowed-in-state', detail: '订单已结束', happened: null },
};

function outboxesOf(dispatchId: string): Record<string, Partial<Outbox>> {
  const act = (id: string, more: Partial<KeptAct> = {}): KeptAct => ({
    id,
    username: 'inspector01',
    dispatchId,
    act: 'depart',
    deviceTime: ago(5 * minuteMs),
    ...more,
  });
  const photo: KeptPhoto = {
    id: 'photo',
    username: 'inspector01',
    dispatchId,
    purpose: 'before',
    takenAt: ago(4 * minuteMs),
    jpeg: new Blob([]),
    sha256: null,
    failed,
  };
  const told = (['overtaken', 'refused'] as const).map((outcome, index) => {
    const given = act(`told-${outcome}`, { act: queuedActNames[index] ?? 'accept' });
    const { id, deviceTime } = given;
    return { act: given, answer: { id, outcome, deviceTime, receivedAt: ago(0), ...answers[outcome] } };
  });
  return {
    empty: {},
    'acts wait': { waiting: [act('one'), act('two', { act: 'arrive' })], photosWaiting: 1 },
    'on their way': { waiting: [act('one')], sending: true },
    'just sent': { justSent: 3 },
    stuck: {
      waiting: [act('one', { failed }), act('two', { act: 'arrive' })],
      photosWaiting: 1,
      photosStuck: [photo],
    },
    'came too late, and refused': { told },
  };
}

/** The outbox is one for the page: its states are shown one after the other, on demand. */
export function LineStates(): React.JSX.Element {
  const { live, cases } = useExamples();
  const outboxes = useMemo(() => outboxesOf(cases.camera.dispatch.id), [cases]);
  const names = Object.keys(outboxes);
  const [chosen, choose] = useState('stuck');
  useEffect(() => {
    useOutbox.setState({ ...nothing, ...outboxes[chosen] });
    return () => useOutbox.setState(nothing);
  }, [chosen, outboxes]);
  const keptFromMs = Date.now() - 7 * minuteMs;
  return (
    <>
      <Block name="phone-status">
        <label className="workshop-choice">
          <span>outbox</span>{' '}
          <select value={chosen} onChange={({ target }) => choose(target.value)}>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <State name="live" width={width}>
          <StatusBar ownId={null} facts={{ live, keptFromMs: null, ready: true }} />
        </State>
        <State name="facts of before" width={width}>
          <StatusBar ownId={null} facts={{ live, keptFromMs, ready: true }} />
        </State>
        <State name="nothing known yet" width={width}>
          <StatusBar ownId={null} facts={{ live, keptFromMs: null, ready: false }} />
        </State>
      </Block>
      <Block name="phone-stuck">
        <State name="by the outbox above" width={width}>
          <Stuck live={live} />
        </State>
      </Block>
    </>
  );
}
