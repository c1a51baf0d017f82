/** The phone's camera while a code is looked for: opened, looked through, lit, and given back. */
import { bestReader } from './readDoorCode.ts';

/** Why there is no picture: not allowed, another application has it, or there is none to be had. */
export type CameraTrouble = 'denied' | 'taken' | 'no-camera';

/** Names the way out of what `openCamera` rejects with. Pure. */
export function cameraTrouble(error: unknown): CameraTrouble {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'taken' : 'no-camera';
}

/** A camera that is open. */
export interface OpenCamera {
  close(): void;
  /** Switches its lamp; null where it has none. */
  light: ((on: boolean) => Promise<void>) | null;
}

/** Looked at this often, ms. */
const lookEveryMs = 160;

/**
 * Opens the camera at the back into `video` and tells each text that it reads until it is closed, and when somebody
 * else takes it. Rejects without a camera; see `cameraTrouble`.
 */
export async function openCamera(
  video: HTMLVideoElement,
  told: { onText: (text: string) => void; onTaken: () => void },
): Promise<OpenCamera> {
  // Not there on a page that came without https.
  if (!('mediaDevices' in navigator)) throw new DOMException('no camera without https', 'NotFoundError');
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1920 } },
  });
  const [track] = stream.getVideoTracks();
  const stop = (): void => stream.getTracks().forEach((each) => each.stop());
  try {
    video.srcObject = stream;
    await video.play();
    const read = await bestReader();
    let looking = false;
    const timer = setInterval(() => {
      if (looking) return;
      looking = true;
      read(video)
        .then((text) => text !== null && told.onText(text))
        .catch(() => undefined)
        .finally(() => {
          looking = false;
        });
    }, lookEveryMs);
    const close = (): void => {
      clearInterval(timer);
      stop();
    };
    track?.addEventListener('ended', () => {
      close();
      told.onTaken();
    });
    return { close, light: track ? lampOf(track) : null };
  } catch (error) {
    stop();
    throw error;
  }
}

/** The lamp beside the camera: in the standard of image capture, and not in the types of TypeScript. */
function lampOf(track: MediaStreamTrack): OpenCamera['light'] {
  const can = (track.getCapabilities?.() ?? {}) as { torch?: boolean };
  if (can.torch !== true) return null;
  return (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
