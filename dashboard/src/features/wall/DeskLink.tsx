import { deskPath } from '../../ui/deskPath.ts';

/** Leads to the list at the desk, with one group or fold open there, in a tab of its own. */
export function DeskLink(props: {
  opens: string;
  testId?: string;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <a
      className="desk-link"
      href={deskPath(props.opens)}
      target="_blank"
      rel="noopener"
      draggable={false}
      data-testid={props.testId}
    >
      {props.children}
    </a>
  );
}
