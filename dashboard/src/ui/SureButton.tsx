import { useState } from 'react';

/** A button for what cannot be taken back: the first press asks, the second does it; leaving it asks no more. */
export function SureButton(props: {
  text: string;
  /** What the second press is for. */
  sure: string;
  disabled: boolean;
  /** How buttons look in the room where it stands; one set apart from the others when absent. */
  className?: string;
  act: () => void;
}): React.JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <button
      type="button"
      className={props.className ?? 'button button-grave'}
      data-asking={asking}
      disabled={props.disabled}
      onBlur={() => setAsking(false)}
      onClick={() => {
        setAsking(!asking);
        if (asking) props.act();
      }}
    >
      {asking ? props.sure : props.text}
    </button>
  );
}
