import { useState } from 'preact/hooks';
import { callForPage } from '../api/client';
import type { LoggedCall } from '../api/methods';
import { Button } from '../components/button';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { Search } from '../components/search';
import { Pager, Table, type Column } from '../components/table';
import { useLoad } from '../hooks/use-load';
import { formatTime, t } from '../language';
import { href } from '../router';

const size = 50;

/** The log of calls, the newest first, of one method or of all. */
export function Calls() {
  const [method, setMethod] = useState('');
  const [offset, setOffset] = useState(0);
  const calls = useLoad(() => read(method, offset), [method, offset]);

  return (
    <Page title={t('calls.title')} intro={t('calls.text')}>
      <div class="tools">
        <Search label={t('calls.method')} hint={t('calls.method.hint')} change={text => {
          setMethod(text);
          setOffset(0);
        }} />
        <Button onClick={calls.reload}>{t('calls.reload')}</Button>
      </div>
      <Loaded of={calls}>{({ rows, total }) => (
        <>
          {rows.length === 0
            ? <p class="empty" role="status">{t('calls.none')}</p>
            : <Table caption={t('calls.title')} columns={columns()} rows={rows} keyOf={one => `${one.started} ${one.method_id} ${one.finished} ${one.user_id}`} />}
          <Pager offset={offset} rows={rows.length} total={total} size={size} setOffset={setOffset} />
        </>
      )}</Loaded>
    </Page>
  );
}

const read = (method: string, offset: number) =>
  callForPage('admin/api-call-log/read-log', { offset, limit: size, ...(method && { where: { method_id: method } }) });

const columns = (): Column<LoggedCall, never>[] => [
  { title: t('calls.time'), cell: one => <time dateTime={one.started}>{formatTime(one.started)}</time> },
  { title: t('calls.method'), cell: one => <code>{one.method_id}</code> },
  { title: t('calls.status'), cell: one => <><span class={one.is_error ? 'badge bad' : 'badge good'}>{one.status}</span> {one.status_text}</> },
  { title: t('calls.runtime'), cell: one => t('calls.milliseconds', { number: one.runtime }) },
  { title: t('calls.user'), cell: one => one.user_id ? <a href={href(`/users/${one.user_id}`)}>{one.user_id}</a> : t('calls.anonymous') },
];
