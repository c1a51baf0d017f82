/**
 * Keeps a stream on screen. States: `opening` → `playing` → `lost` (the player gave up, or no frame has come for a while)
 * → after a pause `opening` again, until it is ended. A pause doubles up to a limit and is short again once frames have
 * come.
 */
import type { PictureTimes } from './pictureState.ts';
import type { OpenPlayer, Player } from './player.ts';
import { watchVideo } from './watchVideo.ts';

/** Without a frame for this long it is opened anew, ms. */
const silentForMs = 12_000;
const shortestPauseMs = 1_000;
const longestPauseMs = 15_000;

/** Ends with the answer. */
export function keepPlaying(
  video: HTMLVideoElement,
  { open, url, onTimes }: { open: OpenPlayer; url: string; onTimes: (times: PictureTimes) => void },
): () => void {
  let pauseMs = shortestPauseMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end: () => void = () => undefined;

  const again = (): void => {
    end();
    clearTimeout(timer);
    timer = setTimeout(start, pauseMs);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  };
  const start = (): void => {
    const aborted = new AbortController();
    let player: Player | undefined;
    const expectFrame = (): void => {
      clearTimeout(timer);
      timer = setTimeout(again, silentForMs);
    };
    const stopWatching = watchVideo(
      video,
      () => player?.takenAtMs() ?? null,
      (times) => {
        pauseMs = shortestPauseMs;
        expectFrame();
        onTimes(times);
      },
    );
    end = () => {
      end = () => undefined;
      aborted.abort();
      stopWatching();
      player?.stop();
    };
    const lost = (): void => {
      if (!aborted.signal.aborted) again();
    };
    expectFrame();
    open(video, { url, onLost: lost, signal: aborted.signal }).then((opened) => {
      if (aborted.signal.aborted) opened.stop();
      else player = opened;
    }, lost);
  };
  start();
  return () => {
    clearTimeout(timer);
    end();
  };
}
