import { useId, useRef } from 'preact/hooks';
import { Button } from '../../components/button';
import { toLocal } from '../../components/filters';
import { t } from '../../language';
import { navigate } from '../../router';

/** The filters of calls. An empty text is no filter. Times are in ISO 8601. */
export interface Filters {
  readonly method: string;
  readonly status: string;
  readonly user: string;
  readonly from: string;
  readonly to: string;
}

const names = ['method', 'status', 'user', 'from', 'to'] as const;

/** Returns the filters in the URL of the page, without invalid times. */
export function filtersOf(query: URLSearchParams): Filters {
  const text = (name: keyof Filters) => query.get(name) ?? '';
  return { method: text('method'), status: text('status'), user: text('user'), from: timeOf(text('from')), to: timeOf(text('to')) };
}

/** Returns the filters as parameters of the API; null if there are none. */
export function whereOf({ method, status, user, from, to }: Filters) {
  const where = {
    ...(method && { method_id: method }),
    ...(status && { status: status === 'failed' ? ['!=', '2xx'] as ['!=', string] : status }),
    ...(user && { user_id: user }),
    ...(from && { from }),
    ...(to && { to }),
  };
  return Object.keys(where).length === 0 ? null : where;
}

/** Returns whether the server counts the calls of the filters. It searches for the others. */
export const isCounted = ({ status, user, from, to }: Filters) => !status && !user && !from && !to;

/** The fields of the filters. The filters are in the URL of the page, so they can be saved and shared. */
export function FilterForm({ filters, methods }: { filters: Filters; methods: readonly string[] }) {
  const form = useRef<HTMLFormElement>(null);
  const list = useId();

  function show(event: Event) {
    event.preventDefault();
    const entered = filtersOf(new URLSearchParams([...new FormData(form.current!)].map(([name, value]) => [name, String(value).trim()])));
    const chosen = names.filter(name => entered[name]).map(name => [name, entered[name]]);
    navigate(chosen.length === 0 ? '/calls' : `/calls?${new URLSearchParams(chosen)}`);
  }

  return (
    <form ref={form} class="filters" onSubmit={show}>
      <Text name="method" label={t('calls.method')} value={filters.method} list={list} />
      <datalist id={list}>{methods.map(method => <option key={method} value={method} />)}</datalist>
      <Status value={filters.status} />
      <Text name="user" label={t('calls.user')} hint={t('calls.user.hint')} value={filters.user} numeric />
      <Time name="from" label={t('calls.from')} value={filters.from} />
      <Time name="to" label={t('calls.to')} value={filters.to} />
      <div class="buttons">
        <Button kind="main">{t('calls.show')}</Button>
        {names.some(name => filters[name]) && <Button onClick={() => navigate('/calls')}>{t('calls.clear')}</Button>}
      </div>
    </form>
  );
}

interface TextProps {
  name: keyof Filters;
  label: string;
  hint?: string;
  value: string;
  list?: string;
  numeric?: boolean;
}

function Text({ name, label, hint, value, list, numeric }: TextProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <div class="input">
        <input key={value} id={id} name={name} type="text" defaultValue={value} list={list} inputMode={numeric ? 'numeric' : 'text'} pattern={numeric ? '[0-9]*' : undefined} autocomplete="off" spellcheck={false} aria-describedby={hint && `${id}-hint`} />
      </div>
    </div>
  );
}

/** A status: common values, or any other value as text. */
function Status({ value }: { value: string }) {
  const list = useId();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t('calls.status')}</label>
      <p class="hint" id={`${id}-hint`}>{t('calls.status.hint')}</p>
      <div class="input">
        <input key={value} id={id} name="status" type="text" defaultValue={value} list={list} pattern="failed|[1-5]xx|[1-5][0-9]{2}|-[0-9]{5}" autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby={`${id}-hint`} />
      </div>
      <datalist id={list}>
        <option value="failed">{t('calls.status.failed')}</option>
        <option value="2xx">{t('calls.status.2xx')}</option>
        <option value="4xx">{t('calls.status.4xx')}</option>
        <option value="5xx">{t('calls.status.5xx')}</option>
      </datalist>
    </div>
  );
}

function Time({ name, label, value }: { name: keyof Filters; label: string; value: string }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input"><input key={value} id={id} name={name} type="datetime-local" defaultValue={toLocal(value)} /></div>
    </div>
  );
}

/** Returns a time in ISO 8601, from such a time or from the local time of a field; an empty text if it is invalid. */
function timeOf(text: string) {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
}
