/**
 * Owns the live socket. States (`link` in the store): connecting → synced; synced → resyncing on a gap;
 * any → disconnected when the socket is lost; unauthorized until somebody has signed in, here or in another window; old-page for good.
 * After every connect the client says `hello` with the last sequence number it has and is in step only once that is answered. It asks for a
 * heartbeat of its own every minute, and whenever it has reason to doubt what it was told. Changes are folded before
 * they are applied; every other word of the line first applies those that came before it.
 */
import {
  type ClientToServer,
  type Heartbeat,
  liveNamespace,
  liveProtocol,
  type LiveView,
  type ServerToClient,
  type Snapshot,
} from '@mingchu/shared/live';
import { createSnapshotPieces } from '@mingchu/shared/snapshotParts';
import { io, type Socket } from 'socket.io-client';
import { createAgreement } from './agreement.ts';
import { foldChanges } from './changeFold.ts';
import { takeFrame } from './frames.ts';
import { reportScreen } from './reportScreen.ts';
import {
  localNow,
  serverNow,
  setLink,
  takeArriving,
  takeBeat,
  takeIn,
  tellTruth,
  turnInbox,
  useLiveStore,
} from './store.ts';

/** What the connection needs of a socket; Socket.IO's fits, and so does the mock's. */
export type LiveSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'emit' | 'connect' | 'disconnect' | 'active'
>;

let openSocket: () => LiveSocket = () =>
  io(liveNamespace, { transports: ['websocket'], autoConnect: false, reconnectionDelayMax: 2_000 });

let mocked = false;

/** Used by the in-browser mock. */
export function replaceSocket(factory: () => LiveSocket): void {
  openSocket = factory;
  mocked = true;
}

/** True when no server is behind this page. */
export function isMocked(): boolean {
  return mocked;
}

/** A hello not answered within this many heartbeats is said again. */
const maxBeatsUnanswered = 3;

/** What the server says to those who are not signed in. */
const refusals: readonly string[] = ['not-signed-in', 'unauthorized'];
/** Pause before another try after the server has said no, ms. */
const retryMs = 1_500;
/** The same where nobody is signed in: somebody may sign in in another window while nobody touches a wall, ms. */
const signedOutRetryMs = 60_000;
/** How often the clock is set anew by a question, ms. */
const askEveryMs = 60_000;
/** A heartbeat that is older than this on arrival has waited somewhere: worth a question, ms. */
const lateBeatMs = 2_000;

/** The open connection: says which cameras are on screen, asks for proof, and ends. */
export interface LiveConnection {
  watch: (cameras: string[]) => void;
  /** Asks the server for a heartbeat now. */
  ask: () => void;
  close: () => void;
}

/** Opens the live connection for one screen. */
export function connectLive(view: LiveView): LiveConnection {
  const socket = openSocket();
  let watched: string[] = [];
  let seqAtLastBeat: number | null = null;
  // What has been asked for and not answered: a burst of batches behind a gap must not become a burst of hellos.
  let asked: 'last-seq' | 'start' | null = null;
  let beatsUnanswered = 0;
  // Another screen may have left its facts in the store; this one may be shown more or less: it starts afresh.
  let ownFacts = false;
  let pieces = createSnapshotPieces();
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const hello = (from: 'last-seq' | 'start'): void => {
    fold.applyNow();
    const { seq } = useLiveStore.getState().live;
    asked = ownFacts ? from : 'start';
    beatsUnanswered = 0;
    setLink('resyncing');
    const resume = asked === 'last-seq' && seq !== null ? { lastSeq: seq } : {};
    socket.emit('hello', { protocol: liveProtocol, view, asked: localNow(), ...resume });
  };
  const ask = (): void => {
    socket.emit('ask', localNow());
  };
  const agreement = agreementOf(() => hello('start'));
  const checkAgreement = (): void => {
    if (asked === null) agreement.check(useLiveStore.getState().live, localNow());
  };

  const fold = foldChanges((batch) => {
    const reason = takeIn({ type: 'changes', ...batch });
    if (reason === 'registry-changed' || reason === 'no-snapshot-yet') hello('start');
    else if (reason !== 'gap') asked = null;
    else if (asked === null) hello('last-seq');
    checkAgreement();
  });

  socket.on('connect', () => {
    pieces = createSnapshotPieces();
    hello('last-seq');
    // Nobody keeps what was told of it meanwhile.
    turnInbox();
    if (watched.length > 0) socket.emit('watch', watched);
  });
  // Socket.IO goes on by itself after a lost line, but not after the server has said no: then we do.
  const connectAgain = (): void => {
    if (socket.active || closed) return;
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), retryMs);
  };
  socket.on('disconnect', () => {
    fold.applyNow();
    setLink('disconnected');
    connectAgain();
  });
  socket.on('connect_error', (error: Error) => {
    const refused = refusals.includes(error.message);
    setLink(refused ? 'unauthorized' : 'disconnected');
    if (!refused) connectAgain();
    else if (!closed) {
      clearTimeout(retry);
      retry = setTimeout(connectAgain, signedOutRetryMs);
      // Whoever comes back to the page may have signed in elsewhere just now.
      addEventListener('focus', connectAgain, { once: true });
    }
  });
  socket.on('protocol-mismatch', () => setLink('old-page'));
  const takeSnapshot = (snapshot: Snapshot): void => {
    fold.applyNow();
    ownFacts = true;
    asked = null;
    takeIn({ type: 'snapshot', snapshot });
  };
  socket.on('snapshot', takeSnapshot);
  socket.on('snapshot-part', (part, taken) => {
    // It is the answer to a hello, in instalments: it must not be asked for again meanwhile.
    beatsUnanswered = 0;
    const joining = pieces;
    joining.take(part).then(
      (snapshot) => {
        // The line was lost while it was unpacked: another is asked for already.
        if (joining !== pieces) return;
        if (snapshot) takeSnapshot(snapshot);
        taken();
      },
      // The server hangs up on who answers nothing, and all of it comes again.
      (error: unknown) => console.error(error),
    );
    takeArriving(joining.share);
  });
  socket.on('changes', (changes, range) => {
    if (asked === 'start') return; // The snapshot on its way holds these.
    fold.take({ changes, range });
    if (asked !== null) fold.applyNow();
  });
  socket.on('sum', (sum) => {
    fold.applyNow();
    // The server was started with other rules: nothing went wrong, and their names and limits are others.
    const { rulesDigest } = useLiveStore.getState().live;
    if (asked === null && rulesDigest !== null && rulesDigest !== sum.rulesDigest) hello('start');
    agreement.told(sum);
    checkAgreement();
  });
  socket.on('inbox', turnInbox);
  socket.on('stats', (stats) => takeIn({ type: 'stats', stats }));
  socket.on('frame', takeFrame);
  socket.on('heartbeat', (beat: Heartbeat) => {
    fold.applyNow();
    const ageMs = takeBeat(beat);
    if (ageMs > lateBeatMs && beat.asked === undefined) ask();
    // A batch lost at the tail leaves no gap to see: still behind what the beat before this one said is one.
    const { seq } = useLiveStore.getState().live;
    const behind = seq !== null && seqAtLastBeat !== null && seq < seqAtLastBeat;
    if (asked === null && behind) hello('last-seq');
    else if (asked !== null && ++beatsUnanswered >= maxBeatsUnanswered) hello(asked);
    seqAtLastBeat = beat.seq;
  });
  const asking = setInterval(ask, askEveryMs);
  socket.connect();

  return {
    ask,
    watch(cameras) {
      watched = cameras;
      socket.emit('watch', cameras);
    },
    close() {
      closed = true;
      fold.close();
      clearTimeout(retry);
      clearInterval(asking);
      socket.disconnect();
    },
  };
}

/** Says on the screen and to the server when this screen differed, and on the screen when it agrees. */
function agreementOf(heal: () => void): ReturnType<typeof createAgreement> {
  return createAgreement({
    agrees: () => {
      const { difference } = useLiveStore.getState().truth;
      tellTruth({
        agreedAtMs: serverNow(),
        difference: difference === null ? null : { ...difference, healed: true },
      });
    },
    differs: (facts, seq) => {
      tellTruth({ difference: { atMs: serverNow(), facts, healed: false } });
      reportScreen({ kind: 'state-differs', seq, facts });
    },
    heal,
  });
}
