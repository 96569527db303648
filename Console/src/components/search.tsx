import { useEffect, useId, useRef } from 'preact/hooks';

/** A field that searches while the user types, a moment after each key. */
export function Search({ label, hint, change }: { label: string; hint?: string; change: (text: string) => void }) {
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);

  function typed(text: string) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change(text.trim()), 250);
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <div class="input"><input id={id} type="search" aria-describedby={hint && `${id}-hint`} autocomplete="off" spellcheck={false} onInput={event => typed(event.currentTarget.value)} /></div>
    </div>
  );
}
