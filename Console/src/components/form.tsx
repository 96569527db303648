import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../hooks/use-action';
import { t } from '../language';
import { explain, fieldOf, type Reasons } from '../language/explain';
import { Button } from './button';
import { ErrorSummary, type Problem } from './error-summary';

/** The entered values, by the names of the fields. */
export type Values = Record<string, string>;

const Problems = createContext<readonly Problem[]>([]);

/** Returns the error of a field of the surrounding form; undefined if there is none. */
export const useProblem = (field: string) => useContext(Problems).find(problem => problem.field === field)?.text;

interface FormProps {
  /** The text of the button. */
  action: string;
  /** Sends the entered values. */
  submit: (values: Values) => Promise<unknown>;
  /** The message after success; undefined if the page changes. */
  done?: string;
  reasons?: Reasons;
  kind?: 'main' | 'second' | 'danger';
  /** Further buttons, beside the button of the form. */
  beside?: ComponentChildren;
  children?: ComponentChildren;
}

/**
 * A form with one button. Errors are listed above the fields, where the focus goes, and are shown at the fields. The browser validates the fields. The messages
 * are those of the console.
 */
export function Form({ action, submit, done, reasons, kind = 'main', beside, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<readonly Problem[]>([]);
  const [isDone, setDone] = useState(false);
  const sending = useAction(submit);
  const problems = missing.length === 0 && sending.error ? [problemOf(sending.error)] : missing;

  async function send(event: Event) {
    event.preventDefault();
    setDone(false);
    const found = inputs().filter(input => !isRight(input)).map(input => ({ field: input.name, text: sayWhatIsWrong(input) }));
    setMissing(found);
    if (found.length === 0 && await sending.run(Object.fromEntries(new FormData(form.current!)) as Values)) setDone(true);
  }

  function problemOf(error: unknown): Problem {
    const field = fieldOf(error);
    return { field: inputs().some(input => input.name === field) ? field : null, text: explain(error, reasons) };
  }

  function inputs() {
    return [...form.current?.elements ?? []].filter(element => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement);
  }

  function goTo(field: string) {
    inputs().find(input => input.name === field)?.focus();
  }

  useEffect(() => {
    if (isDone && done) for (const input of inputs()) if (input.type !== 'checkbox') input.value = input.defaultValue;
  }, [isDone]);

  return (
    <form ref={form} noValidate onSubmit={send}>
      <ErrorSummary problems={problems} goTo={goTo} />
      <Problems.Provider value={problems}>{children}</Problems.Provider>
      <div class="buttons">
        <Button kind={kind} busy={sending.busy}>{action}</Button>
        {beside}
      </div>
      <p role="status" class="done">{isDone ? done : ''}</p>
    </form>
  );
}

type Input = HTMLInputElement | HTMLTextAreaElement;

// The browser does not compare the values: a pattern of a user name would need escapes, and the browser ignores a pattern with an invalid escape.
function isRight({ validity, value, dataset: { expected = value } }: Input) {
  return validity.valid && value === expected;
}

function sayWhatIsWrong(input: Input) {
  const label = input.labels?.[0]?.textContent ?? '';
  if (input.validity.valueMissing) return t('field.missing', { label });
  if (input.validity.typeMismatch) return t('field.email');
  if (input instanceof HTMLInputElement && input.type === 'number') return t('field.number', { label, min: input.min, max: input.max });
  return t('field.wrong', { label });
}
