import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drawn } from './reportDraft.ts';

/** Points closer than this are one, pixels: a finger trembles more. */
const leastStepPx = 2;
/** The server takes 40,000 letters; a signature this long is scribble. */
const longestPath = 38_000;

/** A box to sign in with a finger: strokes as moves and lines, so that whoever draws them later needs no thought. */
export function SignaturePad(props: {
  drawn: Drawn | null;
  onDrawn: (drawn: Drawn | null) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const path = useRef(props.drawn?.path ?? '');
  const last = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    path.current = props.drawn?.path ?? '';
    if (canvas.current) draw(canvas.current, props.drawn);
  }, [props.drawn]);

  const at = (event: React.PointerEvent<HTMLCanvasElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: Math.round(event.clientX - box.left), y: Math.round(event.clientY - box.top) };
  };

  function begin(event: React.PointerEvent<HTMLCanvasElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    const { x, y } = at(event);
    last.current = { x, y };
    // A dot is a stroke too.
    path.current = `${path.current}${path.current === '' ? '' : ' '}M${x} ${y} L${x + 1} ${y}`;
    redraw(event.currentTarget);
  }

  function move(event: React.PointerEvent<HTMLCanvasElement>): void {
    const { x, y } = at(event);
    const from = last.current;
    if (!from || Math.hypot(x - from.x, y - from.y) < leastStepPx || path.current.length > longestPath)
      return;
    last.current = { x, y };
    path.current += ` L${x} ${y}`;
    redraw(event.currentTarget);
  }

  const drawnNow = ({ clientWidth: width, clientHeight: height }: HTMLCanvasElement): Drawn => ({
    path: path.current,
    width,
    height,
  });
  const redraw = (on: HTMLCanvasElement): void => draw(on, drawnNow(on));

  return (
    <div className="signature">
      <canvas
        ref={canvas}
        data-testid="signature"
        aria-label={t('phone.signature.box')}
        role="img"
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={(event) => {
          if (last.current) props.onDrawn(drawnNow(event.currentTarget));
          last.current = null;
        }}
      />
      {/* On the paper, which is white in every theme. */}
      <button type="button" className="phone-quiet light" onClick={() => props.onDrawn(null)}>
        {t('phone.signature.clear')}
      </button>
    </div>
  );
}

/** Draws strokes as large as the box is now: a phone may have been turned since. */
function draw(canvas: HTMLCanvasElement, drawn: Drawn | null): void {
  const { clientWidth, clientHeight } = canvas;
  const density = devicePixelRatio;
  canvas.width = clientWidth * density;
  canvas.height = clientHeight * density;
  const pen = canvas.getContext('2d');
  if (!pen || !drawn || drawn.path === '') return;
  pen.scale((density * clientWidth) / drawn.width, (density * clientHeight) / drawn.height);
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.strokeStyle = '#0b1a2b';
  pen.stroke(new Path2D(drawn.path));
}
