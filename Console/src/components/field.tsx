import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../language';
import { Button } from './button';
import { useProblem } from './form';

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'number' | 'password' | 'color';
  value?: string;
  autocomplete?: string;
  optional?: boolean;
  inputMode?: 'numeric' | 'text';
  maxLength?: number;
  min?: number;
  max?: number;
  /** The only text that the form accepts. */
  expected?: string;
  /** The content at the end of the field. */
  end?: ComponentChildren;
}

/** The common properties of the controls of fields. */
interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

interface FrameProps extends Pick<FieldProps, 'name' | 'label' | 'hint' | 'optional'> {
  kind?: string;
  children: (control: ControlProps) => ComponentChildren;
}

/** The frame of each control: its label, a hint, and the error of its value. */
function Frame({ name, label, hint, optional = false, kind = 'field', children }: FrameProps) {
  const id = useId();
  const problem = useProblem(name);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class={kind}>
      <label for={id}>{label}</label>{optional && <span class="optional"> {t('field.optional')}</span>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="problem" id={`${id}-problem`}>{problem}</p>}
      <div class="input">{children({ id, name, 'aria-invalid': problem ? true : undefined, 'aria-describedby': described || undefined })}</div>
    </div>
  );
}

/** A field for one line of text. */
export function Field({ type = 'text', value = '', autocomplete = 'off', inputMode = 'text', maxLength, min, max, expected, end, ...frame }: FieldProps) {
  return (
    <Frame {...frame}>{control => (
      <>
        <input
          {...control} type={type} defaultValue={value} autocomplete={autocomplete} required={!frame.optional} inputMode={inputMode} maxLength={maxLength} min={min} max={max} data-expected={expected}
          autocapitalize="none" spellcheck={false}
        />
        {end}
      </>
    )}</Frame>
  );
}

/** A field for a text of several lines. */
export function TextArea({ maxLength, ...frame }: Pick<FieldProps, 'name' | 'label' | 'hint' | 'maxLength' | 'optional'>) {
  return <Frame {...frame}>{control => <textarea {...control} rows={6} maxLength={maxLength} required={!frame.optional} />}</Frame>;
}

/** A field for a password, which can be shown. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'end'>) {
  const [isShown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={isShown ? 'text' : 'password'}
      end={<Button kind="quiet" pressed={isShown} label={t('password.show')} onClick={() => setShown(!isShown)}>{isShown ? t('hide') : t('show')}</Button>}
    />
  );
}

/** A checkbox. Its value is `on`, or missing. */
export function Choice({ name, label, hint, checked = false, onChange }: { name: string; label: string; hint?: string; checked?: boolean; onChange?: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div class="choice">
      <input id={id} name={name} type="checkbox" checked={checked} aria-describedby={hint ? `${id}-hint` : undefined} onChange={event => onChange?.(event.currentTarget.checked)} />
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface SelectProps {
  name: string;
  label: string;
  hint?: string;
  value: string;
  /** The values, and the text of each. */
  options: Record<string, string>;
  onChange?: (value: string) => void;
}

/** A list from which the user chooses one. */
export function Select({ value, options, onChange, ...frame }: SelectProps) {
  return (
    <Frame {...frame}>{control => (
      <select {...control} onChange={event => onChange?.(event.currentTarget.value)}>
        {Object.entries(options).map(([one, text]) => <option key={one} value={one} selected={one === value}>{text}</option>)}
      </select>
    )}</Frame>
  );
}

/** A field for several lines of code. */
export function CodeArea({ value, rows, onInput, ...frame }: { name: string; label: string; hint?: string; value: string; rows: number; onInput?: (value: string) => void }) {
  return (
    <Frame kind="field mono" {...frame}>{control => (
      <textarea {...control} rows={rows} value={value} autocapitalize="none" spellcheck={false} onInput={event => onInput?.(event.currentTarget.value)} />
    )}</Frame>
  );
}
