import type { ComponentChildren } from 'preact';

interface ButtonProps {
  kind?: 'main' | 'second' | 'danger' | 'quiet';
  /** Whether the action of the button is running. In the meantime, the button keeps the focus and ignores clicks. */
  busy?: boolean;
  /** The action of a click. A button without this submits its form. */
  onClick?: () => unknown;
  /** The name for screen readers, which do not read the text beside the button. It begins with the visible text. */
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
