/** Reads the QR code at a door out of the camera's picture, with the browser's own reader or one that is fetched. */

/** What the code at the door says: `mingchu-door:{siteId}:{code}`. */
export interface DoorCodeRead {
  siteId: string;
  code: string;
}

/** Null for any other QR code. */
export function parseDoorCode(text: string): DoorCodeRead | null {
  const match = /^mingchu-door:([^:]{1,64}):([0-9]{6})$/.exec(text.trim());
  return match?.[1] && match[2] ? { siteId: match[1], code: match[2] } : null;
}

type ReadText = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** Looked at this often, ms. */
const lookEveryMs = 160;
/** Width to which a frame is scaled for the fetched reader, pixels. */
const frameWidthPx = 640;

async function bestReader(): Promise<ReadText> {
  const { BarcodeDetector: Known } = globalThis as { BarcodeDetector?: DetectorClass };
  if (Known && (await Known.getSupportedFormats()).includes('qr_code')) {
    const detector = new Known({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQr } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!pen || video.videoWidth === 0) return null;
    canvas.width = frameWidthPx;
    canvas.height = Math.round((frameWidthPx * video.videoHeight) / video.videoWidth);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQr(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null;
  };
}

/** Opens the camera into `video` and tells each text it reads, until the answer is called. Rejects without a camera. */
export async function watchCamera(
  video: HTMLVideoElement,
  onText: (text: string) => void,
): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  const stop = (): void => stream.getTracks().forEach((track) => track.stop());
  try {
    video.srcObject = stream;
    await video.play();
    const read = await bestReader();
    let looking = false;
    const timer = setInterval(() => {
      if (looking) return;
      looking = true;
      read(video)
        .then((text) => text !== null && onText(text))
        .catch(() => undefined)
        .finally(() => {
          looking = false;
        });
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      stop();
    };
  } catch (error) {
    stop();
    throw error;
  }
}
