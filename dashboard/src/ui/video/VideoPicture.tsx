import type { VideoCodec } from '@mingchu/shared/pictures';
import type { Device } from '@mingchu/shared/registry';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureTimes } from './pictureState.ts';
import { keepPlaying } from './keepPlaying.ts';
import { playHls } from './playHls.ts';
import { playWhep } from './playWhep.ts';

/** A camera's stream, kept playing while it is on screen. Silent: a wall is not to be talked to by kitchens. */
export function VideoPicture(props: {
  camera: Device;
  alt: string;
  onTimes: (times: PictureTimes | null) => void;
  /** What lies over the picture. */
  children: React.ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { camera, onTimes } = props;
  const { siteId, id, pictures } = camera;
  const kind = pictures?.kind === 'whep' ? 'whep' : 'hls';
  const video = useRef<HTMLVideoElement>(null);
  const [ratio, setRatio] = useState(16 / 9);
  const [begun, setBegun] = useState(false);
  const unplayable = pictures?.codec !== undefined && !isPlayable(kind, pictures.codec);
  useEffect(() => {
    if (!video.current || unplayable) return undefined;
    setBegun(false);
    const stop = keepPlaying(video.current, {
      open: kind === 'hls' ? playHls : playWhep,
      url: `/api/v1/cameras/${siteId}/${id}/${kind}?why=monitoring`,
      onTimes: (times) => {
        setBegun(true);
        onTimes(times);
      },
    });
    return () => {
      stop();
      onTimes(null);
    };
  }, [siteId, id, kind, unplayable, onTimes]);
  if (unplayable)
    return <p className="camera-none">{t('wall.camera.codec', { codec: pictures?.codec?.toUpperCase() })}</p>;
  return (
    <div className="camera-fit" data-begun={begun} style={{ '--ratio': ratio } as React.CSSProperties}>
      <video
        ref={video}
        aria-label={props.alt}
        muted
        autoPlay
        playsInline
        disablePictureInPicture
        onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }) => {
          if (videoHeight > 0) setRatio(videoWidth / videoHeight);
        }}
      />
      {begun ? props.children : null}
    </div>
  );
}

/** As `MediaSource` names them, at a profile that cameras send. */
const mediaTypes = {
  h264: 'video/mp4; codecs="avc1.64001f"',
  h265: 'video/mp4; codecs="hvc1.1.6.L93.B0"',
  vp8: 'video/webm; codecs="vp8"',
  vp9: 'video/mp4; codecs="vp09.00.10.08"',
  av1: 'video/mp4; codecs="av01.0.04M.08"',
} as const satisfies Record<VideoCodec, string>;

/** What this browser says of itself. */
function isPlayable(kind: 'hls' | 'whep', codec: VideoCodec): boolean {
  if (kind === 'hls') return MediaSource.isTypeSupported(mediaTypes[codec]);
  const known = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  return known.some(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`);
}
