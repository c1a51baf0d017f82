/** What is written down about a case: acts, messages, a claim of arrival, the report. As the mock has them. */
import type { ArrivalClaim, ProofReason } from '@mingchu/shared/arrival';
import { type ReportOutcome, reportOutcomes, type ReportView, type Signature } from '@mingchu/shared/report';
import { useMemo } from 'react';
import { drawnReports } from '../../../mock/drawnReport.ts';
import { ArrivalClaimPart } from '../../console/case/ArrivalClaimPart.tsx';
import { MessagesPart, type ReceiptState } from '../../console/case/MessagesPart.tsx';
import { Photos, ReportPart } from '../../console/case/ReportPart.tsx';
import { Timeline } from '../../console/case/Timeline.tsx';
import { type CaseRecord, useCaseRecord } from '../../console/case/useCaseRecord.ts';
import { Block, State } from '../Block.tsx';
import { ago, orderIn, useExamples } from '../examples.ts';

const width = 40;
const minuteMs = 60_000;

export function CaseRecords(): React.JSX.Element {
  const { cases } = useExamples();
  const { id, dispatch } = cases.claimed;
  const record = useCaseRecord(id, dispatch.id, '');
  return (
    <>
      <Timelines record={record} />
      <Messages record={record} />
      <Claims record={record} />
      <Reports record={record} />
    </>
  );
}

function Timelines({ record }: { record: CaseRecord }): React.JSX.Element {
  const { live } = useExamples();
  const offline = (record.acts ?? []).map((entry) => ({
    ...entry,
    deviceTime: entry.at,
    receivedAt: new Date(Date.parse(entry.at) + 7 * minuteMs).toISOString(),
    detail: { comment: '电梯里没有信号，出来后才发出。' },
  }));
  const states: Record<string, CaseRecord> = {
    'as the mock answers': record,
    'from a dead spot': { ...record, acts: offline, error: null },
    empty: { ...record, acts: [], error: null },
    'not here yet': { ...record, acts: null, error: null },
  };
  return (
    <Block name="timeline">
      {Object.entries(states).map(([name, shown]) => (
        <State key={name} name={name} width={width}>
          <Timeline live={live} record={shown} />
        </State>
      ))}
    </Block>
  );
}

const at = ago(2 * minuteMs);
const delivered = { deliveredAt: at };
/** What a message that has come so far has in its record. */
const receipts: Record<ReceiptState, { reason: string; detail: Record<string, unknown> }> = {
  waiting: { reason: 'queued', detail: { deliveredAt: null, shownAt: null, openedAt: null } },
  delivered: { reason: 'delivered', detail: { ...delivered, shownAt: null, openedAt: null } },
  shown: { reason: 'delivered', detail: { ...delivered, shownAt: at, openedAt: null } },
  opened: { reason: 'delivered', detail: { ...delivered, shownAt: at, openedAt: at } },
  failed: {
    reason: 'failed',
    detail: { deliveredAt: null, shownAt: null, openedAt: null, lastError: '535 authentication failed' },
  },
};

function Messages({ record }: { record: CaseRecord }): React.JSX.Element {
  const { live } = useExamples();
  const [like] = record.messages;
  const states = Object.keys(receipts) as ReceiptState[];
  const messages = states.flatMap((state) =>
    like
      ? [
          {
            ...like,
            subjectId: state,
            reason: receipts[state].reason,
            detail: { ...like.detail, ...receipts[state].detail },
          },
        ]
      : [],
  );
  return (
    <Block name="messages-part">
      <State name={states.join(', ')} width={width}>
        <MessagesPart live={live} record={{ ...record, messages }} />
      </State>
      <State name="closed while none has failed" width={width}>
        <MessagesPart live={live} record={record} />
      </State>
    </Block>
  );
}

const claimStates = {
  pending: {},
  conflicting: {},
  refused: { comment: '照片是上周拍的。' },
} satisfies Record<ArrivalClaim['state'], Partial<ArrivalClaim>>;

function Claims({ record }: { record: CaseRecord }): React.JSX.Element {
  const { live, cases } = useExamples();
  const { dispatch } = cases.claimed;
  const claim = dispatch.arrivalClaim;
  if (!claim) throw new Error('the mock has no claim of arrival');
  const photo = { sha256: 'arrival', purpose: 'arrival', receivedAt: at, deviceTime: null } as const;
  const reason: ProofReason = 'too-inaccurate';
  const open = { kind: 'position', verdict: 'unproven', reason, at } as const;
  const shown: Record<string, Partial<ArrivalClaim>> = { ...claimStates, 'no proof': { proofs: [] } };
  return (
    <Block name="arrival-claim-part">
      {Object.entries(shown).map(([name, more]) => (
        <State key={name} name={name} width={width}>
          <ArrivalClaimPart
            live={live}
            dispatch={{
              ...dispatch,
              arrivalClaim: {
                ...claim,
                ...(name in claimStates && { state: name as ArrivalClaim['state'] }),
                ...(name === 'pending' && { proofs: [open] }),
                ...more,
              },
            }}
            record={{ ...record, photos: name === 'conflicting' ? [photo] : [] }}
            role={name === 'no proof' ? 'leader' : 'duty'}
          />
        </State>
      ))}
    </Block>
  );
}

const signatures: Record<Signature['kind'], (drawn: Signature) => Signature> = {
  'svg-path': (drawn) => drawn,
  png: () => ({ kind: 'png', signedBy: '刘桂英', png: signaturePng() }),
  refused: () => ({ kind: 'refused', reason: '负责人不在现场' }),
};

function signaturePng(): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 120];
  const pen = canvas.getContext('2d');
  pen?.stroke(new Path2D('M20 70 L60 30 L70 90 L110 40 M120 80 L160 35 L170 85 L215 50 L240 75 L290 45'));
  return canvas.toDataURL('image/png').split(',')[1] ?? '';
}

function Reports({ record }: { record: CaseRecord }): React.JSX.Element {
  const { live, cases } = useExamples();
  const { dispatch } = cases.camera;
  const [like] = useMemo(() => drawnReports(orderIn('submitted', dispatch)), [dispatch]);
  if (!like) throw new Error('the mock has no report');
  const kinds = Object.keys(signatures) as Signature['kind'][];
  const viewOf = (outcome: ReportOutcome, index: number): ReportView => {
    const { correctBy, ...report } = like.report;
    return {
      ...like,
      report: {
        ...report,
        outcome,
        ...(outcome === 'to-correct-by-date' && correctBy && { correctBy }),
        ...(outcome === 'reclassified' && { ruleId: 'no-mask' }),
        photosBefore: index % 2 === 0 ? ['before-1', 'before-2'] : [],
        photosAfter: index % 2 === 0 ? ['after-1'] : [],
        signature: signatures[kinds[index % kinds.length] ?? 'refused'](report.signature),
      },
    };
  };
  return (
    <>
      <Block name="report-part">
        {reportOutcomes.map((outcome, index) => (
          <State key={outcome} name={outcome} width={width}>
            <ReportPart
              live={live}
              dispatchId={dispatch.id}
              record={{ ...record, photos: [], reports: [viewOf(outcome, index)] }}
            />
          </State>
        ))}
      </Block>
      <Block name="report-photos">
        <State name="two" width={width}>
          <Photos dispatchId={dispatch.id} purpose="before" photos={['before-1', 'before-2']} />
        </State>
      </Block>
    </>
  );
}
