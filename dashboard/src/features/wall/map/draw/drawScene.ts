/** The upper canvas: everything that changes while the view stands still. It draws the scene as it is, and decides nothing. */
import type { Severity } from '@mingchu/shared/violation';
import { severityPaths } from '../../../../ui/SeverityMark.tsx';
import type { DrawnCluster } from '../model/clusters.ts';
import { boxAround, nearestOf, touch } from '../model/labels.ts';
import { boxedPadding, type DrawnName, nameSizes, type NameStyle } from '../model/names.ts';
import { type DrawnMark, type DrawnPerson, type DrawnWay, haloRadius, type Scene } from '../model/scene.ts';
import type { Point, Size } from '../model/mercator.ts';
import type { Palette } from './palette.ts';
import { personPath } from './shapes.ts';

export interface SceneLook {
  palette: Palette;
  size: Size;
  ratio: number;
  unit: number;
  /** The dark half of a blink: what is not acknowledged is drawn faint. */
  faint: boolean;
  /** A base map lies below. */
  onTiles: boolean;
}
type Context = CanvasRenderingContext2D;

const severityShapes = Object.fromEntries(
  Object.entries(severityPaths).map(([severity, path]) => [severity, new Path2D(path)]),
) as Record<Severity, Path2D>;
const person = new Path2D(personPath);

/** Draws the upper canvas. */
export function drawScene(
  context: Context,
  { scene, names }: { scene: Scene; names: readonly DrawnName[] },
  look: SceneLook,
): void {
  const { ratio, size } = look;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const quiet = names.filter((name) => name.style === 'group' || name.style === 'grid');
  const loud = names.filter((name) => !quiet.includes(name));
  for (const name of quiet) drawName(context, name, look);
  for (const cluster of scene.clusters) {
    const number = boxAround(cluster, { width: cluster.radius * 1.4, height: 22 * look.unit });
    drawCluster(context, { ...cluster, isRead: loud.every(({ box }) => !touch(box, number)) }, look);
  }
  for (const way of scene.ways) drawWay(context, way, look);
  for (const each of scene.people) drawPerson(context, each, look);
  for (const mark of scene.marks) drawLeader(context, mark, look);
  for (const name of loud) drawNameLeader(context, name, look);
  for (const mark of scene.marks) drawMark(context, mark, look);
  for (const name of loud) drawName(context, name, look);
}

/** A number that a name would cut is not drawn: half a number is a wrong one. */
function drawCluster(
  context: Context,
  { x, y, radius, count, worst, isRead }: DrawnCluster & { isRead: boolean },
  look: SceneLook,
): void {
  const { palette, unit } = look;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.cluster;
  context.fill();
  context.lineWidth = (worst ? 2.4 : 1.2) * unit;
  context.strokeStyle = worst ? palette.severity[worst] : palette.mark;
  context.globalAlpha = worst ? 1 : 0.55;
  context.stroke();
  context.globalAlpha = 1;
  context.font = `500 ${20 * unit}px ${palette.font}`;
  context.fillStyle = palette.clusterText;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  if (isRead) context.fillText(String(count), x, y + 7.2 * unit);
  if (!worst) return;
  const [badgeX, badgeY] = [x + radius * 0.74, y - radius * 0.74];
  disc(context, { x: badgeX, y: badgeY }, 8.5 * unit, palette.halo);
  shape(context, { x: badgeX, y: badgeY, severity: worst, side: 13 * unit }, palette.severity[worst]);
}

function drawWay(
  context: Context,
  { from, to, stage, lateMinutes }: DrawnWay,
  { palette, unit }: SceneLook,
): void {
  context.save();
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const clear = (haloRadius + 3) * unit;
  if (length > clear) {
    const end = {
      x: to.x - ((to.x - from.x) / length) * clear,
      y: to.y - ((to.y - from.y) / length) * clear,
    };
    const dashes = { asked: [1.5, 7], accepted: [9, 7], 'en-route': [] } as const;
    context.setLineDash(dashes[stage].map((part) => part * unit));
    const color = lateMinutes === null ? palette.way : palette.severity.major;
    strokeLine(context, [from, end], { color: palette.halo, width: 6 * unit });
    strokeLine(context, [from, end], { color, width: (stage === 'en-route' ? 3 : 2.5) * unit });
    if (stage === 'en-route') arrowHead(context, { from, end, unit });
  }
  context.restore();
}

function arrowHead(context: Context, { from, end, unit }: { from: Point; end: Point; unit: number }): void {
  const angle = Math.atan2(end.y - from.y, end.x - from.x);
  context.translate(end.x, end.y);
  context.rotate(angle);
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.moveTo(3 * unit, 0);
  context.lineTo(-9 * unit, 6 * unit);
  context.lineTo(-9 * unit, -6 * unit);
  context.closePath();
  context.fill();
}

function drawPerson(context: Context, { x, y, oldMs }: DrawnPerson, { palette, unit }: SceneLook): void {
  context.save();
  context.translate(x, y);
  context.scale(1.5 * unit, 1.5 * unit);
  context.lineWidth = oldMs === null ? 3 : 4.4;
  context.strokeStyle = palette.halo;
  context.stroke(person);
  context.fillStyle = oldMs === null ? palette.person : palette.halo;
  context.fill(person);
  if (oldMs !== null) {
    context.lineWidth = 1.4;
    context.strokeStyle = palette.person;
    context.stroke(person);
  }
  context.restore();
}

/** From a mark that stands aside to where its kitchen lies. */
function drawLeader(context: Context, { x, y, inView, truly, severity }: DrawnMark, look: SceneLook): void {
  if (!inView || Math.hypot(x - truly.x, y - truly.y) < 3 * look.unit) return;
  const color = look.palette.severity[severity];
  strokeLine(context, [{ x, y }, truly], { color, width: 1.6 * look.unit });
}

/** From a name that stands apart to its mark. */
function drawNameLeader(context: Context, { of, box }: DrawnName, { palette, unit }: SceneLook): void {
  const end = of && nearestOf(box, of);
  if (!end) return;
  strokeLine(context, [of, end], { color: palette.onBreach, width: 5 * unit });
  strokeLine(context, [of, end], { color: palette.breach, width: 2.5 * unit });
}

/** A straight line, `width` px of CSS wide. */
function strokeLine(
  context: Context,
  [from, to]: readonly [Point, Point],
  { color, width }: { color: string; width: number },
): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

/** Overdue is a filled disc with the shape in white; what waits at the edge points outwards. */
function drawMark(context: Context, mark: DrawnMark, look: SceneLook): void {
  const { palette, unit, faint } = look;
  const color = palette.severity[mark.severity];
  const overdue = mark.overdueMs !== null;
  context.globalAlpha = 1;
  if (overdue) {
    disc(context, mark, (haloRadius + 6) * unit, palette.onBreach);
    disc(context, mark, (haloRadius + 3) * unit, palette.breach);
  } else {
    disc(context, mark, haloRadius * unit, palette.halo);
    context.lineWidth = 2 * unit;
    context.strokeStyle = color;
    context.beginPath();
    context.arc(mark.x, mark.y, haloRadius * unit, 0, 2 * Math.PI);
    context.stroke();
  }
  if (!mark.inView) drawPointer(context, mark, look);
  if (mark.blinks && faint) context.globalAlpha = 0.25;
  shape(context, { ...mark, side: 22 * unit }, overdue ? palette.onBreach : color);
  context.globalAlpha = 1;
}

/** A point outside the ring of a mark that waits at the edge, towards its kitchen. */
function drawPointer(
  context: Context,
  { x, y, truly, severity, overdueMs }: DrawnMark,
  look: SceneLook,
): void {
  const { palette, unit } = look;
  context.save();
  context.translate(x, y);
  context.rotate(Math.atan2(truly.y - y, truly.x - x));
  context.translate((haloRadius + (overdueMs === null ? 3 : 8)) * unit, 0);
  context.fillStyle = overdueMs === null ? palette.severity[severity] : palette.onBreach;
  context.beginPath();
  context.moveTo(8 * unit, 0);
  context.lineTo(-2 * unit, 8 * unit);
  context.lineTo(-2 * unit, -8 * unit);
  context.closePath();
  context.fill();
  context.restore();
}

function disc(context: Context, { x, y }: Point, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function shape(
  context: Context,
  { x, y, severity, side }: Point & { severity: Severity; side: number },
  color: string,
): void {
  context.save();
  // A triangle looks centred where its centre of gravity is.
  context.translate(x, y - (severity === 'major' ? side * 0.08 : 0));
  context.scale(side / 24, side / 24);
  context.translate(-12, -12);
  context.fillStyle = color;
  context.fill(severityShapes[severity]);
  context.restore();
}

const weights = {
  breach: 700,
  late: 700,
  site: 600,
  eta: 600,
  person: 500,
  group: 600,
  grid: 500,
  pointed: 600,
} as const satisfies Record<NameStyle, number>;

/** The font of a kind of text, as a canvas takes it. */
export function fontOf(style: NameStyle, px: number, family: string): string {
  return `${weights[style]} ${px}px ${family}`;
}

function drawName(context: Context, name: DrawnName, look: SceneLook): void {
  const { palette, unit, onTiles } = look;
  const { box, style, text } = name;
  const px = nameSizes[style] * unit;
  const boxed = style === 'breach' || style === 'late' || style === 'pointed';
  const colors: Record<NameStyle, string> = {
    breach: palette.onBreach,
    late: palette.severity.major,
    site: palette.text,
    eta: palette.text,
    person: palette.person,
    group: onTiles ? palette.nameOnTiles : palette.name,
    grid: onTiles ? palette.nameOnTiles : palette.name,
    pointed: palette.text,
  };
  if (boxed) {
    context.beginPath();
    context.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 4 * unit);
    context.fillStyle = style === 'breach' ? palette.breach : palette.halo;
    context.fill();
    context.lineWidth = 1.6 * unit;
    context.strokeStyle = style === 'pointed' ? palette.mark : colors[style];
    context.stroke();
  }
  context.font = fontOf(style, px, palette.font);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const [x, y] = [box.left + (boxed ? boxedPadding * unit : 2), (box.top + box.bottom) / 2 + px * 0.36];
  if (!boxed) {
    context.strokeStyle = palette.halo;
    const quiet = !onTiles && (style === 'group' || style === 'grid');
    context.lineWidth = (quiet ? 3 : 5) * unit;
    context.globalAlpha = quiet ? 0.7 : 1;
    context.strokeText(text, x, y);
    context.globalAlpha = 1;
  }
  context.fillStyle = colors[style];
  context.fillText(text, x, y);
}
