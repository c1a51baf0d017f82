import type { ViolationEvidence } from '@mingchu/shared/violation';
import { useState } from 'react';
import './picture.css';

/** A detection box drawn over a picture, in fractions of the picture. */
export function DetectionBox(props: {
  box: readonly [number, number, number, number];
  past: boolean;
}): React.JSX.Element {
  const [x, y, width, height] = props.box;
  const percent = (share: number): string => `${share * 100}%`;
  return (
    <div
      className="detection-box"
      data-past={props.past}
      style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
    />
  );
}

/** A picture with what was found in it framed. `onMissing` is told when the picture cannot be had. */
export function EvidencePicture(props: {
  src: string;
  alt: string;
  box?: ViolationEvidence['box'] | undefined;
  /** True when the picture is newer than the detection: the box then says where it was. */
  past?: boolean;
  onMissing?: () => void;
}): React.JSX.Element {
  const [ratio, setRatio] = useState(16 / 9);
  return (
    <div className="picture" style={{ aspectRatio: ratio }}>
      <img
        src={props.src}
        alt={props.alt}
        onLoad={({ currentTarget: image }) => {
          if (image.naturalHeight > 0) setRatio(image.naturalWidth / image.naturalHeight);
        }}
        onError={props.onMissing}
      />
      {props.box ? <DetectionBox box={props.box} past={props.past ?? false} /> : null}
    </div>
  );
}
