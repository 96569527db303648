import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface FilterProps {
  label: string;
  value: string;
  change: (value: string) => void;
}

/** The filters of a list, above it. */
export function FilterBar({ label, children }: { label: string; children: ComponentChildren }) {
  return <div class="filters" role="group" aria-label={label}>{children}</div>;
}

/** A filter with a list of values. */
export function FilterChoice({ label, value, change, options }: FilterProps & { options: readonly (readonly [value: string, text: string])[] }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">
        <select id={id} value={value} onChange={event => change(event.currentTarget.value)}>
          {options.map(([option, text]) => <option key={option} value={option}>{text}</option>)}
        </select>
      </div>
    </div>
  );
}

/** A filter for a text. It takes effect a moment after each key. */
export function FilterText({ label, value, change, inputMode = 'text' }: FilterProps & { inputMode?: 'text' | 'numeric' }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  // What the user types meanwhile stays: only a value from elsewhere, such as a link, is shown.
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
      <div class="input"><input ref={input} id={id} type="search" defaultValue={value} inputMode={inputMode} autocomplete="off" spellcheck={false} onInput={event => typed(event.currentTarget.value)} /></div>
    </div>
  );
}

/** A filter for a time. The value is a time in ISO 8601; the field shows it in the zone of the browser. */
export function FilterTime({ label, value, change }: FilterProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input"><input id={id} type="datetime-local" value={toLocal(value)} onChange={event => change(event.currentTarget.value && new Date(event.currentTarget.value).toISOString())} /></div>
    </div>
  );
}

function toLocal(time: string) {
  const date = new Date(time);
  if (time === '' || Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
