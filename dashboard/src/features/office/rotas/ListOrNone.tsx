/** A list, or in words that there is nothing in it: an empty list is read out as one. */
export function ListOrNone(props: {
  none: string;
  children: readonly React.JSX.Element[];
}): React.JSX.Element {
  const { none, children } = props;
  if (children.length === 0) return <p className="office-none">{none}</p>;
  return <ul className="office-list">{children}</ul>;
}
