/** Live pictures of cameras: the ways in which they come, besides JPEG over MQTT, and when they are not what they seem. */
import { type Static, Type } from 'typebox';

/** `snapshot`: JPEG asked for over HTTP · `hls`: HTTP Live Streaming · `whep`: WebRTC, signalled by WHEP. */
export const pictureKinds = ['snapshot', 'hls', 'whep'] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** What a stream is encoded in. Not every browser plays H.265: a screen that cannot says so. */
export const videoCodecs = ['h264', 'h265', 'vp8', 'vp9', 'av1'] as const;
export type VideoCodec = (typeof videoCodecs)[number];

/** What screens are told of a source. */
export const ShownSource = Type.Object({
  kind: Type.Enum([...pictureKinds]),
  codec: Type.Optional(Type.Enum([...videoCodecs])),
});
export type ShownSource = Static<typeof ShownSource>;

/** A source as an administrator registers it. Address, name and password are sealed at rest and never told again. */
export const PictureSource = Type.Object({
  ...ShownSource.properties,
  url: Type.String({ pattern: '^https?://[^\\s#]+$', maxLength: 1000 }),
  username: Type.Optional(Type.String({ maxLength: 128 })),
  password: Type.Optional(Type.String({ maxLength: 256 })),
});
export type PictureSource = Static<typeof PictureSource>;

/** A picture that stays the same for this long, while pictures come, is frozen, real ms. */
export const frozenAfterMs = 60_000;
/** A longer pause between two pictures says nothing about the time between them, real ms. */
export const longestPauseMs = 30_000;

/**
 * Since when a camera has sent the same picture, ms since 1970. `before` is the picture before this one, `alike` whether
 * the two are the same to the byte. `pauseMs`: the longest pause between two pictures that says something.
 */
export function sameSince(
  before: { at: number; sameSince: number } | undefined,
  next: { at: number; alike: boolean },
  pauseMs: number,
): number {
  const joins = before !== undefined && next.alike && next.at - before.at <= pauseMs;
  return joins ? before.sameSince : next.at;
}
