import { createContext, type ReactNode, useContext } from 'react';

/** Added to every name of what is shown a second time. */
export const Again = createContext('');
/** Classes of the screen whose parts are shown, so that its sheets reach them. */
export const Look = createContext('');

/** A component of the screens, by name: `/ui#name` leads to it. No landmark: the panels that it shows are some. */
export function Block(props: { name: string; children: ReactNode }): React.JSX.Element {
  const name = props.name + useContext(Again);
  return (
    <div className="block" id={name}>
      <h2>
        <a href={`#${name}`}>{name}</a>
      </h2>
      <div className="block-states">{props.children}</div>
    </div>
  );
}

interface StateProps {
  name: string;
  /** Sizes are in rem. */
  width?: number | undefined;
  height?: number | undefined;
  children: ReactNode;
}

/** One of its states, named below it. */
export function State(props: StateProps): React.JSX.Element {
  const { width, height } = props;
  const look = useContext(Look);
  return (
    <figure className="state" data-state-of={props.name}>
      <div
        className={`state-frame ${look}`}
        style={{ ...(width && { width: `${width}rem` }), ...(height && { height: `${height}rem` }) }}
      >
        {props.children}
      </div>
      <figcaption>{props.name}</figcaption>
    </figure>
  );
}

/** A state of what covers a whole screen: it covers the frame instead. */
export function ScreenState(props: StateProps): React.JSX.Element {
  return (
    <State {...props}>
      <div className="own-screen">{props.children}</div>
    </State>
  );
}
