import { useMemo, useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { LoggedCall } from '../../api/methods';
import { Button } from '../../components/button';
import { Loaded } from '../../components/loaded';
import { More } from '../../components/more';
import { Page } from '../../components/page';
import { Table, type Column } from '../../components/table';
import { useLoad } from '../../hooks/use-load';
import { useParts } from '../../hooks/use-parts';
import { formatNumber, formatTime, t } from '../../language';
import { href, useQuery } from '../../router';
import { CallFields } from './call-fields';
import { Download } from './download';
import { FilterForm, filtersOf } from './filters';
import { readPart, type LogPart } from './log';
import { Selection } from './selection';

const size = 50;

/** The log of calls, the newest first: filtered, as a chart and as a list, and as a file. */
export function Calls() {
  const query = useQuery();
  const filters = useMemo(() => filtersOf(query), [query]);
  const calls = useParts(continuation => readPart(filters, continuation, size), [filters]);
  const methods = useLoad(async () => (await call('admin/statistics/read-calls', { days: 30 })).methods.map(one => one.id).sort());
  const [opened, setOpened] = useState<LoggedCall | null>(null);
  const { first, last, rows, hasMore } = calls;

  return (
    <Page title={t('calls.title')} intro={t('calls.text')}>
      <FilterForm filters={filters} methods={methods.data ?? []} />
      <Loaded of={first}>{() => last && (
        <>
          <Selection filters={filters} rows={rows} />
          <div class="tools">
            <Button onClick={first.reload}>{t('calls.reload')}</Button>
            <Download filters={filters} />
          </div>
          {rows.length === 0
            ? <p class="empty" role="status">{t(hasMore ? 'calls.none-yet' : 'calls.none')}</p>
            : <Table caption={t('calls.title')} columns={columns(setOpened)} rows={rows} keyOf={one => `${rows.indexOf(one)}`} />}
          <More count={rows.length} hasMore={hasMore} more={calls.more} action={t(last.searchedFrom === null ? 'calls.more' : 'calls.search-on')} shown={sayHowMany(rows.length, last)} />
        </>
      )}</Loaded>
      {opened && <CallFields of={opened} close={() => setOpened(null)} />}
    </Page>
  );
}

function sayHowMany(rows: number, { total, continuation, searchedFrom }: LogPart) {
  if (searchedFrom === null) return t('calls.count-of', { count: formatNumber(rows), total: formatNumber(total ?? rows) });
  return continuation === null ? t('calls.count', { count: formatNumber(rows) }) : t('calls.searched', { count: formatNumber(rows), time: formatTime(searchedFrom) });
}

const columns = (open: (one: LoggedCall) => void): Column<LoggedCall, never>[] => [
  { title: t('calls.time'), cell: one => <Button kind="quiet" onClick={() => open(one)}><time dateTime={one.started}>{formatTime(one.started)}</time></Button> },
  { title: t('calls.method'), cell: one => <code>{one.method_id}</code> },
  { title: t('calls.status'), cell: one => <><span class={one.is_error ? 'badge bad' : 'badge good'}>{one.status}</span> {one.status_text}</> },
  { title: t('calls.runtime'), cell: one => t('calls.milliseconds', { number: one.runtime }) },
  { title: t('calls.user'), cell: one => one.user_id ? <a href={href(`/users/${one.user_id}`)}>{one.user_id}</a> : t('calls.anonymous') },
];
