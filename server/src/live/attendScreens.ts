/** What a connected screen asks for, and who is told that somebody sits before it. */
import type { Heartbeat } from '@mingchu/shared/live';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { PictureViews } from '../platform/audit/pictureViews.ts';
import type { Auth } from '../platform/auth/auth.ts';
import type { FramePusher } from './framePush.ts';
import type { LiveClients } from './liveClients.ts';
import type { LiveNamespace, LiveSocket } from './liveSocket.ts';
import { viewerOf } from './model/viewer.ts';

export interface AttendDeps {
  clients: LiveClients;
  pictures: FramePusher;
  /** Who watched what is on record. */
  views: PictureViews;
  /** Answers the next beat; `asked` comes back in it. */
  heartbeat(asked?: number): Promise<Heartbeat>;
  auth: Pick<Auth, 'notePresence'>;
  /** Somebody is here who must soon be told the sums. */
  wantSums(): void;
  isClosing(): boolean;
  onError(error: Error): void;
}

/** One heartbeat that a client asks for is sent in this time, real ms; more are left out. */
const leastAskGapMs = 250;

const checkHello = Compile(
  Type.Object({
    protocol: Type.Number(),
    view: Type.Enum(['wall', 'console', 'phone']),
    lastSeq: Type.Optional(Type.Integer({ minimum: 0 })),
    asked: Type.Optional(Type.Number()),
  }),
);

/** From now on everybody who connects is served. */
export function attendScreens(namespace: LiveNamespace, deps: AttendDeps): void {
  namespace.on('connection', (socket) => attend(socket, deps));
}

function attend(socket: LiveSocket, deps: AttendDeps): void {
  const { clients, pictures, auth, onError } = deps;
  const viewer = viewerOf(socket.data.session);
  clients.add(socket, viewer);
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  const answer = (asked?: number) => {
    if (performance.now() - answeredAtMs < leastAskGapMs) return;
    answeredAtMs = performance.now();
    void deps.heartbeat(asked).then((said) => {
      clients.tellHidden(socket);
      socket.emit('heartbeat', said);
    });
  };
  socket.on('hello', (hello) => {
    if (!checkHello.Check(hello)) return;
    socket.data.isDesk = hello.view !== 'wall';
    noteDesk(socket, auth).catch(onError);
    clients.hello(socket, hello);
    if (viewer.kind === 'staff') deps.wantSums();
    answer(hello.asked);
  });
  socket.on('ask', (asked) => {
    if (Number.isFinite(asked)) answer(asked);
  });
  // Nobody is fed before it stands on record that he watches; what he asks for later stays in its order.
  let recorded: Promise<void> | undefined;
  socket.on('watch', (cameras) => {
    recorded ??= deps.views.note(socket.data.session, { picture: 'live', reason: 'monitoring' });
    recorded.then(
      () => {
        if (socket.connected) pictures.watch(socket, viewer, cameras);
      },
      (error: Error) => {
        recorded = undefined;
        onError(error);
      },
    );
  });
  socket.on('disconnect', () => {
    // Who is cut off because this process ends has not gone.
    if (!deps.isClosing()) noteDesk(socket, auth, 'leaving').catch(onError);
    clients.remove(socket);
    pictures.remove(socket);
  });
}

/** Somebody sits before a screen that is open, unless it is a wall. */
export async function noteDesk(
  { data }: LiveSocket,
  auth: Pick<Auth, 'notePresence'>,
  leaving?: 'leaving',
): Promise<void> {
  if (data.isDesk) await auth.notePresence(data.sessionId, data.session, leaving);
}
