import { type ArrivalClaim, type ProofKind, proofKinds, type ProofView } from '@mingchu/shared/arrival';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../../live/useLive.ts';
import { minuteText } from '../../../ui/time.ts';
import { doAct } from '../acts/outbox.ts';
import { useDraft } from '../acts/useDraft.ts';
import { proofsIn, type ShownOrder } from '../orders/overlay.ts';
import { PhotoButton, PhotoStrip } from '../photo/PhotoField.tsx';
import { currentPosition, type PhonePosition } from '../position.ts';
import { DoorCode } from './DoorCode.tsx';

/** What has been gathered at the door and not been recorded yet, and what the server said of what has. */
interface Gathered {
  position: PhonePosition | null;
  doorCode: { code: string; siteId?: string } | null;
  photo: string | null;
  said: ProofView[];
}
const nothing: Gathered = { position: null, doorCode: null, photo: null, said: [] };

type RowState = 'open' | 'busy' | 'got' | 'holds' | 'weak' | 'conflicts';

/** Name under which a phone keeps what was gathered for an order. */
export function arrivalKey(dispatchId: string): string {
  return `arrival/${dispatchId}`;
}

/**
 * Three ways to show that one is there; two of them count. With a network each is sent as soon as it is there, since
 * the arrival counts from the first. Without, they are recorded together: only then can they prove their own time.
 */
export function Arrival(props: { shown: ShownOrder }): React.JSX.Element {
  const { t } = useTranslation();
  const { order, waiting } = props.shown;
  const online = useLink() === 'synced';
  const draft = useDraft<Gathered>(arrivalKey(order.id), nothing);
  const { fields } = draft;
  const newest = useRef(fields);
  newest.current = fields;
  const [busy, setBusy] = useState<readonly ProofKind[]>([]);
  const begin = (kind: ProofKind): void => setBusy((kinds) => [...kinds, kind]);
  const end = (kind: ProofKind): void => setBusy((kinds) => kinds.filter((each) => each !== kind));
  const [note, setNote] = useState<string | null>(null);
  const [recording, setRecording] = useState(false);

  async function prove(kind: ProofKind, body: Record<string, unknown>): Promise<void> {
    if (!online) return;
    begin(kind);
    setNote(null);
    const result = await doAct({ dispatchId: order.id, act: 'prove', body });
    end(kind);
    if (result.how === 'sent')
      draft.change((before) => ({ said: latest([...before.said, ...result.proofs]) }));
    if (result.how === 'refused') setNote(result.text);
  }

  const locating = useRef<Promise<PhonePosition | null> | null>(null);
  async function locate(): Promise<void> {
    begin('position');
    locating.current = currentPosition();
    const position = await locating.current;
    locating.current = null;
    end('position');
    draft.change({ position });
    setNote(position ? null : t('phone.proof.position.none'));
    if (position) await prove('position', { position });
  }

  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer a promise here, which an effect must not return.
    panel.current?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }, []);
  const claim = order.arrivalClaim ?? null;
  const recorded = proofsIn(waiting);
  const asked = useRef(false);
  useEffect(() => {
    // The position is taken when one says to be there: not after a reload, nor over what an officer has said.
    if (!draft.ready || asked.current || fields.position || recorded > 0 || claim) return;
    asked.current = true;
    void locate();
  });

  async function record(): Promise<void> {
    setRecording(true);
    // Seconds away at most, and only together can they prove their own time.
    const position = (await locating.current) ?? fields.position;
    const { doorCode, photo } = newest.current;
    const body = { ...position, ...(doorCode && { doorCode }), ...(photo && { photoSha256: photo }) };
    const result = await doAct({ dispatchId: order.id, act: 'arrive', body });
    setRecording(false);
    if (result.how === 'refused') setNote(result.text);
    else draft.change({ position: null, doorCode: null, photo: null });
  }

  const isRefused = claim?.state === 'refused';
  useEffect(() => {
    // The claim that follows knows nothing of what was refused: neither may this page, or it would not ask for it.
    if (draft.ready && isRefused) draft.change(({ said }) => ({ said: standing(said, claim) }));
  }, [draft.ready, isRefused]);
  const stands = standing(fields.said, claim);
  const got = { position: fields.position, 'door-code': fields.doorCode, photo: fields.photo };
  const gathered = proofKinds.filter((kind) => got[kind] !== null);
  const stateOf = (kind: ProofKind): RowState => {
    if (busy.includes(kind)) return 'busy';
    const proof = stands.find((each) => each.kind === kind);
    if (proof)
      return proof.verdict === 'holds' ? 'holds' : proof.verdict === 'conflicts' ? 'conflicts' : 'weak';
    return got[kind] === null || online ? 'open' : 'got';
  };
  const rowOf = (kind: ProofKind) => ({
    kind,
    state: stateOf(kind),
    proof: stands.find((p) => p.kind === kind),
  });
  return (
    <section ref={panel} className="arrival" data-testid="arrival" aria-label={t('phone.arrival')}>
      <h4>{t('phone.arrival')}</h4>
      <p className="arrival-rule">{t('phone.arrival.rule')}</p>
      <Claim shown={props.shown} />
      <ol className="proofs">
        <ProofRow {...rowOf('position')}>
          <button
            type="button"
            className="step"
            disabled={busy.includes('position')}
            data-testid="proof-position"
            onClick={() => void locate()}
          >
            {t(fields.position ? 'phone.proof.position.again' : 'phone.proof.position.take')}
          </button>
          {fields.position ? (
            <small>{t('phone.proof.position.accuracy', { m: fields.position.accuracyM })}</small>
          ) : null}
        </ProofRow>
        <ProofRow {...rowOf('door-code')}>
          <DoorCode
            siteId={order.siteId}
            busy={busy.includes('door-code')}
            onCode={(doorCode) => {
              draft.change({ doorCode });
              void prove('door-code', { doorCode });
            }}
          />
        </ProofRow>
        <ProofRow {...rowOf('photo')}>
          <PhotoButton
            dispatchId={order.id}
            purpose="arrival"
            label={t(fields.photo ? 'phone.proof.photo.again' : 'phone.proof.photo.take')}
            onTaken={(photo) => {
              draft.change({ photo });
              void prove('photo', { photoSha256: photo });
            }}
          />
          <PhotoStrip
            dispatchId={order.id}
            names={fields.photo ? [fields.photo] : []}
            label={t('phone.proof.photo')}
          />
        </ProofRow>
      </ol>
      <div aria-live="polite">{note ? <p className="order-error">{note}</p> : null}</div>
      {online || (gathered.length === 0 && recorded > 0) ? null : (
        <>
          <button
            type="button"
            className="step step-main"
            data-testid="record-arrival"
            disabled={gathered.length === 0 || recording}
            onClick={() => void record()}
          >
            {recording && busy.includes('position')
              ? t('phone.arrival.locating')
              : t('phone.arrival.record', { count: gathered.length })}
          </button>
          {gathered.length < 2 ? <p className="arrival-rule">{t('phone.arrival.together')}</p> : null}
        </>
      )}
      {recorded > 0 ? (
        <p className="order-note" role="status">
          {t('phone.arrival.recorded', { count: recorded })}
        </p>
      ) : null}
    </section>
  );
}

/** What each kind is worth now. What an officer refused counts no more, so it has to be shown again. */
function standing(said: readonly ProofView[], claim: ArrivalClaim | null): ProofView[] {
  if (claim?.state !== 'refused') return latest([...said, ...(claim?.proofs ?? [])]);
  const refusedUntil = claim.proofs.reduce((newest, { at }) => (at > newest ? at : newest), claim.claimedAt);
  return latest(said.filter(({ at }) => at > refusedUntil));
}

/** Of each kind the newest. */
function latest(proofs: readonly ProofView[]): ProofView[] {
  const sorted = [...proofs].sort((a, b) => a.at.localeCompare(b.at));
  return [...new Map(sorted.map((proof) => [proof.kind, proof])).values()];
}

function ProofRow(props: {
  kind: ProofKind;
  state: RowState;
  proof: ProofView | undefined;
  children: React.ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { kind, state, proof } = props;
  return (
    <li data-testid={`proof-row-${kind}`} data-proof={state}>
      <p className="proof-name">
        <ProofMark state={state} />
        <b>{t(`phone.proof.${kind}`)}</b>
        <span>{proof ? t(`phone.proof.reason.${proof.reason}`) : t(`phone.proof.state.${state}`)}</span>
      </p>
      {state === 'holds' ? null : <div className="proof-act">{props.children}</div>}
    </li>
  );
}

const markPaths: Record<RowState, string> = {
  open: 'M6 12H18',
  busy: 'M12 6V12L16 14',
  got: 'M12 8V16M8 12H16',
  holds: 'M6 12.5 10.5 17 18 8',
  weak: 'M12 6V13M12 16.5V17',
  conflicts: 'M7 7 17 17M17 7 7 17',
};

function ProofMark(props: { state: RowState }): React.JSX.Element {
  return (
    <svg className="proof-mark" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="11" />
      <path d={markPaths[props.state]} />
    </svg>
  );
}

/** What the officer was asked, and said. */
function Claim(props: { shown: ShownOrder }): React.JSX.Element | null {
  const { t } = useTranslation();
  const claim = props.shown.order.arrivalClaim;
  if (!claim) return null;
  const time = minuteText(Date.parse(claim.claimedAt));
  return (
    <div className="claim" data-testid="claim" data-claim={claim.state} role="status">
      <b>{t(`phone.claim.${claim.state}`)}</b>
      <p>{t(`phone.claim.${claim.state}.hint`, { time, comment: unstopped(claim.comment ?? '') })}</p>
    </div>
  );
}

/** The sentence that it stands in has a stop of its own. */
function unstopped(comment: string): string {
  return comment.trim().replace(/[.!\u3002\uff01]+$/u, '');
}
