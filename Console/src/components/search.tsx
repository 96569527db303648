import { useEffect, useId, useRef } from 'preact/hooks';

interface SearchProps {
  label: string;
  hint?: string;
  /** A value from another place, such as a link. Text that the user types in the meantime is kept. */
  value?: string;
  inputMode?: 'text' | 'numeric';
  change: (text: string) => void;
}

/** A field that searches while the user types, after a short delay. */
export function Search({ label, hint, value = '', inputMode = 'text', change }: SearchProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value;
  }, [value]);

  function typed(text: string) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change(text.trim()), 250);
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <div class="input"><input ref={input} id={id} type="search" defaultValue={value} inputMode={inputMode} aria-describedby={hint && `${id}-hint`} autocomplete="off" spellcheck={false} onInput={event => typed(event.currentTarget.value)} /></div>
    </div>
  );
}
