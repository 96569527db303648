import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

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

/** Converts a time in ISO 8601 to the format of a time field: local, in minutes. An invalid time becomes empty. */
export function toLocal(time: string) {
  const date = new Date(time);
  if (time === '' || Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
