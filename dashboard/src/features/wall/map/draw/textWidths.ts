/** How wide texts are drawn, measured once each. */
import type { NameTools } from '../model/names.ts';
import { fontOf } from './drawScene.ts';

/** Texts that count seconds must not fill the memory of a wall that hangs for months. */
const mostTexts = 2_000;

export class TextWidths {
  private readonly known = new Map<string, number>();

  /** Forgets all, e.g. when a font has come. */
  clear(): void {
    this.known.clear();
  }

  /** Measures on a canvas, in a family of fonts. */
  in(context: CanvasRenderingContext2D, family: string): NameTools['widthOf'] {
    return (text, style, px) => {
      const key = `${style} ${px} ${text}`;
      const known = this.known.get(key);
      if (known !== undefined) return known;
      context.font = fontOf(style, px, family);
      const { width } = context.measureText(text);
      if (this.known.size > mostTexts) this.known.clear();
      this.known.set(key, width);
      return width;
    };
  }
}
