import { useEffect, useRef } from 'preact/hooks';
import { t } from '../language';

/** An error of a field, or of the form as a whole. */
export interface Problem {
  readonly field: string | null;
  readonly text: string;
}

/** Lists the errors, with links to the fields. It takes the focus, so that screen readers read it. */
export function ErrorSummary({ problems, goTo }: { problems: readonly Problem[]; goTo?: (field: string) => void }) {
  const summary = useRef<HTMLDivElement>(null);
  const text = problems.map(problem => problem.text).join('\n');
  useEffect(() => {
    if (text) summary.current?.focus();
  }, [text]);
  if (!text) return null;

  return (
    <div ref={summary} class="errors" role="alert" tabIndex={-1}>
      <p class="errors-title">{t('error.title')}</p>
      <ul>
        {problems.map(({ field, text }) => (
          <li key={text}>{field ? <a href={`#${field}`} onClick={event => go(event, field)}>{text}</a> : text}</li>
        ))}
      </ul>
    </div>
  );

  function go(event: Event, field: string) {
    event.preventDefault();
    goTo?.(field);
  }
}
