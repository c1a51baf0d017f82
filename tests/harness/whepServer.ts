/** A media server for tests: real WebRTC, signalled by WHEP, with a moving picture that ffmpeg encodes in VP8. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import { type CameraServer, startCameraServer } from './cameraServer.ts';

export interface WhepServer extends Pick<CameraServer, 'asked' | 'url'> {
  /** Stops the picture, and begins it anew. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

const sdpType = { 'content-type': 'application/sdp' };

/** Serves `/kitchen/whep` on a free loopback port; streams are `/kitchen/whep/1` and so on. */
export async function startWhepServer(): Promise<WhepServer> {
  const track = new MediaStreamTrack({ kind: 'video' });
  const media = createSocket('udp4').bind(0, '127.0.0.1');
  await once(media, 'listening');
  media.on('message', (packet) => track.writeRtp(packet));
  const encoder = encodeTo(media.address().port);
  const camera = await startCameraServer();
  const peers = new Map<string, RTCPeerConnection>();
  const answer = async (offer: string): Promise<{ path: string; sdp: string }> => {
    const peer = new RTCPeerConnection({
      codecs: {
        video: [new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 96 })],
      },
      iceServers: [],
    });
    peer.addTransceiver(track, { direction: 'sendonly' });
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await peer.setLocalDescription(await peer.createAnswer());
    const path = `/kitchen/whep/${peers.size + 1}`;
    peers.set(path, peer);
    return { path, sdp: peer.localDescription?.sdp ?? '' };
  };
  camera.answers(({ method, path, body }, response) => {
    if (method === 'POST' && path === '/kitchen/whep') {
      answer(body).then(
        (made) => response.writeHead(201, { ...sdpType, location: made.path }).end(made.sdp),
        (error: Error) => response.writeHead(500).end(error.message),
      );
    } else if (method === 'DELETE' && peers.has(path)) {
      void peers.get(path)?.close();
      response.writeHead(200).end();
    } else response.writeHead(method === 'PATCH' ? 204 : 404).end();
  });
  return {
    asked: camera.asked,
    url: `${camera.url}/kitchen/whep`,
    pause: () => encoder.kill('SIGSTOP'),
    resume: () => encoder.kill('SIGCONT'),
    close: async () => {
      encoder.kill('SIGKILL');
      await Promise.all([...peers.values()].map((peer) => peer.close()));
      media.close();
      await camera.close();
    },
  };
}

/** A key frame a second: who comes later need not ask for one. */
function encodeTo(port: number): ChildProcess {
  const source = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=12'];
  const codec = '-c:v libvpx -deadline realtime -cpu-used 8 -g 12 -b:v 300k -threads 1'.split(' ');
  const rtp = ['-f', 'rtp', '-payload_type', '96', `rtp://127.0.0.1:${port}?pkt_size=1200`];
  return spawn('ffmpeg', ['-loglevel', 'error', ...source, ...codec, ...rtp], { stdio: 'ignore' });
}
