/** What plays a stream into a video element. */
export interface Player {
  /** When the frame on screen was taken, ms since 1970 by the source's clock; null where the stream does not say. */
  takenAtMs: () => number | null;
  stop: () => void;
}

/** Resolves when it has begun; `onLost` is called once when it cannot go on by itself. */
export type OpenPlayer = (
  video: HTMLVideoElement,
  options: { url: string; onLost: () => void; signal: AbortSignal },
) => Promise<Player>;
