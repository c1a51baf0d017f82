import { useId } from 'react';

/** The usual reasons: a touch on one is the answer, and sends it. `ask` stands above them unless it is said already. */
export function ReasonButtons<Reason extends string>(props: {
  ask: string;
  isAskSaid?: boolean;
  reasons: readonly Reason[];
  textOf: (reason: Reason) => string;
  disabled: boolean;
  onReason: (text: string) => void;
}): React.JSX.Element {
  const ask = useId();
  return (
    <>
      <p id={ask} className={props.isAskSaid ? 'visually-hidden' : undefined}>
        {props.ask}
      </p>
      <div className="decline-reasons" role="group" aria-labelledby={ask}>
        {props.reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className="step"
            data-testid={`reason-${reason}`}
            disabled={props.disabled}
            onClick={() => props.onReason(props.textOf(reason))}
          >
            {props.textOf(reason)}
          </button>
        ))}
      </div>
    </>
  );
}
