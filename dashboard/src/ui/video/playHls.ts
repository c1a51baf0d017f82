/** HLS by hls.js, which is fetched when the first tile needs it. */
import type { OpenPlayer } from './player.ts';

export const playHls: OpenPlayer = async (video, { url, onLost, signal }) => {
  const { default: Hls, Events } = await import('hls.js/light');
  signal.throwIfAborted();
  const hls = new Hls({
    // A wall shows now: two segments behind the newest, and nothing is kept of what was.
    liveSyncDurationCount: 2,
    liveMaxLatencyDurationCount: 6,
    maxBufferLength: 12,
    backBufferLength: 4,
    capLevelToPlayerSize: true,
    // Whoever keeps it playing opens it anew; hls.js need not try for minutes.
    manifestLoadPolicy: {
      default: { maxTimeToFirstByteMs: 12_000, maxLoadTimeMs: 15_000, timeoutRetry: null, errorRetry: null },
    },
  });
  let recovered = false;
  hls.on(Events.ERROR, (_event, error) => {
    if (!error.fatal) return;
    if (error.type === 'mediaError' && !recovered) {
      recovered = true;
      hls.recoverMediaError();
    } else onLost();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    takenAtMs: () => hls.playingDate?.getTime() ?? null,
    stop: () => hls.destroy(),
  };
};
