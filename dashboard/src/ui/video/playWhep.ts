/**
 * WebRTC by WHEP: one offer with the candidates of the first second, one answer, later candidates by PATCH, DELETE at the
 * end. Servers that know no PATCH lose nothing but the later candidates.
 */
import type { OpenPlayer } from './player.ts';

/** Candidates of the own network are there within this time, ms. */
const gatherMs = 1_000;
/** A broken connection may mend itself for this long, ms. */
const mendMs = 5_000;

export const playWhep: OpenPlayer = async (video, { url, onLost, signal }) => {
  const peer = new RTCPeerConnection();
  let stream: string | null = null;
  // A page that is left does not unmount its tiles.
  const stop = (): void => {
    window.removeEventListener('pagehide', stop);
    peer.close();
    video.srcObject = null;
    if (stream !== null) void fetch(stream, { method: 'DELETE', keepalive: true }).catch(() => undefined);
    stream = null;
  };
  window.addEventListener('pagehide', stop);
  try {
    const late: RTCIceCandidate[] = [];
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.ontrack = ({ track, streams }) => {
      video.srcObject = streams[0] ?? new MediaStream([track]);
      void video.play().catch(() => undefined);
    };
    watchConnection(peer, onLost);
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const offer = peer.localDescription?.sdp ?? '';
    peer.onicecandidate = ({ candidate }) => {
      if (candidate && stream !== null) tellCandidate(stream, offer, candidate);
      else if (candidate) late.push(candidate);
    };
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: offer,
      signal,
    });
    if (!answer.ok) throw new Error(`the offer is answered with ${answer.status}`);
    const location = answer.headers.get('location');
    if (location !== null) stream = new URL(location, answer.url).href;
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    signal.throwIfAborted();
    for (const candidate of late) if (stream !== null) tellCandidate(stream, offer, candidate);
  } catch (error) {
    stop();
    throw error;
  }
  // What a browser can tell (`captureTime` of a frame, `estimatedPlayoutTimestamp` of a receiver) is when the media server
  // sent it, by the clock of that server; how long the camera took to bring it there is in neither.
  return { takenAtMs: () => null, stop };
};

function watchConnection(peer: RTCPeerConnection, onLost: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  peer.onconnectionstatechange = () => {
    clearTimeout(timer);
    if (peer.connectionState === 'failed') onLost();
    else if (peer.connectionState === 'disconnected') timer = setTimeout(onLost, mendMs);
  };
}

async function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, gatherMs);
    peer.onicegatheringstatechange = () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    };
  });
}

/** A fragment as of RFC 8840: whose connection it is, which medium, the candidate. */
function tellCandidate(stream: string, offer: string, candidate: RTCIceCandidate): void {
  const line = (name: string): string => new RegExp(`^a=${name}:.*$`, 'm').exec(offer)?.[0].trim() ?? '';
  const media = /^m=.*$/m.exec(offer)?.[0].trim() ?? '';
  const body = [
    line('ice-ufrag'),
    line('ice-pwd'),
    media,
    `a=mid:${candidate.sdpMid ?? '0'}`,
    `a=${candidate.candidate}`,
    '',
  ].join('\r\n');
  const headers = { 'content-type': 'application/trickle-ice-sdpfrag' };
  void fetch(stream, { method: 'PATCH', headers, body }).catch(() => undefined);
}
