/** Why what somebody asked for was not done; nothing while there is no reason. */
export function ActError({ text }: { text: string | null | undefined }): React.JSX.Element | null {
  if (!text) return null;
  return (
    <p className="act-error" role="alert">
      {text}
    </p>
  );
}
