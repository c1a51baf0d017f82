import type { ReactNode } from 'react';
import { State } from '../Block.tsx';

/** A part of a page in one of its states, on the ground of a page. */
export function Sheet(props: { name: string; width?: number; children: ReactNode }): React.JSX.Element {
  return (
    <State name={props.name} width={props.width ?? 52}>
      <div className="office-page">{props.children}</div>
    </State>
  );
}
