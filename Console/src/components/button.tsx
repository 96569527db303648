import type { ComponentChildren } from 'preact';

interface ButtonProps {
  kind?: 'main' | 'second' | 'danger' | 'quiet';
  /** Whether what the button started still runs. The button keeps the focus and does nothing meanwhile. */
  busy?: boolean;
  /** What a click does; a button without this sends its form. */
  onClick?: () => unknown;
  /** The name for screen readers, which do not show what is beside the button. It begins with the visible text. */
  label?: string;
  pressed?: boolean;
  children: ComponentChildren;
}

/** A button. */
export function Button({ kind = 'second', busy = false, onClick, label, pressed, children }: ButtonProps) {
  return (
    <button
      type={onClick ? 'button' : 'submit'}
      class={kind}
      aria-disabled={busy}
      aria-label={label}
      aria-pressed={pressed}
      onClick={event => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </button>
  );
}
