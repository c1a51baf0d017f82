/** Where in a YAML file something stands, so that a mistake can be named by its line. */
import { type Document, isNode, type LineCounter } from 'yaml';

export type YamlPath = (string | number)[];

/** The path of a schema's complaint, `/severities/major/dueS`. */
export function pathOf(instancePath: string): YamlPath {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Line of the nearest thing on the path that is in the file. */
export function lineOf(document: Document.Parsed, lineCounter: LineCounter, path: YamlPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
  }
  return 1;
}
