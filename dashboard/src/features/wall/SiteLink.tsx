import { sitePath } from '../../ui/sitePath.ts';

/** Words that lead to a kitchen's page; the whole line around them answers a click or a touch. */
export function SiteLink(props: { siteId: string; children: React.ReactNode }): React.JSX.Element {
  return (
    <a className="line-link" href={sitePath(props.siteId)} target="_blank" rel="noopener" draggable={false}>
      {props.children}
    </a>
  );
}
