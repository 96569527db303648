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
  /** What stands at the end of the field. */
  end?: ComponentChildren;
}

/** A field for one line of text, with its label, a hint, and what is wrong with it. */
export function Field({ name, label, hint, type = 'text', value = '', autocomplete = 'off', optional = false, inputMode = 'text', maxLength, min, max, expected, end }: FieldProps) {
  const id = useId();
  const problem = useProblem(name);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');

  return (
    <div class="field">
      <label for={id}>{label}</label>{optional && <span class="optional"> {t('field.optional')}</span>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="problem" id={`${id}-problem`}>{problem}</p>}
      <div class="input">
        <input
          id={id} name={name} type={type} defaultValue={value} autocomplete={autocomplete} required={!optional} inputMode={inputMode} maxLength={maxLength} min={min} max={max} data-expected={expected}
          autocapitalize="none" spellcheck={false} aria-invalid={problem ? true : undefined} aria-describedby={described || undefined}
        />
        {end}
      </div>
    </div>
  );
}

/** A field for a text of several lines. */
export function TextArea({ name, label, hint, maxLength, optional = false }: Pick<FieldProps, 'name' | 'label' | 'hint' | 'maxLength' | 'optional'>) {
  const id = useId();
  const problem = useProblem(name);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>{optional && <span class="optional"> {t('field.optional')}</span>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="problem" id={`${id}-problem`}>{problem}</p>}
      <div class="input"><textarea id={id} name={name} rows={6} maxLength={maxLength} required={!optional} aria-invalid={problem ? true : undefined} aria-describedby={described || undefined} /></div>
    </div>
  );
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

/** A box that the user ticks. Its value is `on`, or missing. */
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
export function Select({ name, label, hint, value, options, onChange }: SelectProps) {
  const id = useId();
  const problem = useProblem(name);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="problem" id={`${id}-problem`}>{problem}</p>}
      <div class="input">
        <select id={id} name={name} aria-describedby={described || undefined} onChange={event => onChange?.(event.currentTarget.value)}>
          {Object.entries(options).map(([one, text]) => <option key={one} value={one} selected={one === value}>{text}</option>)}
        </select>
      </div>
    </div>
  );
}

/** A field for several lines of code. */
export function CodeArea({ name, label, hint, value, rows, onInput }: { name: string; label: string; hint?: string; value: string; rows: number; onInput?: (value: string) => void }) {
  const id = useId();
  const problem = useProblem(name);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field mono">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="problem" id={`${id}-problem`}>{problem}</p>}
      <div class="input">
        <textarea
          id={id} name={name} rows={rows} value={value} autocapitalize="none" spellcheck={false} aria-invalid={problem ? true : undefined} aria-describedby={described || undefined}
          onInput={event => onInput?.(event.currentTarget.value)}
        />
      </div>
    </div>
  );
}
