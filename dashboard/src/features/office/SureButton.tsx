import { useState } from 'react';

/** A button for what cannot be taken back: the first press asks, the second does it; leaving it asks no more. */
export function SureButton(props: {
  text: string;
  /** What the second press is for. */
  sure: string;
  disabled: boolean;
  act: () => void;
}): React.JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <button
      type="button"
      className="button"
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
