import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { LoggedCall } from '../../api/methods';
import { Button } from '../../components/button';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { Table, type Column } from '../../components/table';
import { useAction } from '../../hooks/use-action';
import { useLoad } from '../../hooks/use-load';
import { formatNumber, formatTime, t } from '../../language';
import { explain } from '../../language/explain';
import { href, useQuery } from '../../router';
import { CallFields } from './call-fields';
import { Download } from './download';
import { FilterForm, filtersOf } from './filters';
import { readPart, type Part } from './log';
import { Selection } from './selection';

const size = 50;

/** The log of calls, the newest first: filtered, as a chart and as a list, and as a file. */
export function Calls() {
  const query = useQuery();
  const filters = useMemo(() => filtersOf(query), [query]);
  const first = useLoad(() => readPart(filters, null, size), [filters]);
  const methods = useLoad(async () => (await call('admin/statistics/read-calls', { days: 30 })).methods.map(one => one.id).sort());

  return (
    <Page title={t('calls.title')} intro={t('calls.text')}>
      <FilterForm filters={filters} methods={methods.data ?? []} />
      <Loaded of={first}>{part => <Shown key={query.toString()} first={part} read={at => readPart(filters, at, size)}>{rows => (
        <>
          <Selection filters={filters} rows={rows} />
          <div class="tools">
            <Button onClick={first.reload}>{t('calls.reload')}</Button>
            <Download filters={filters} />
          </div>
        </>
      )}</Shown>}</Loaded>
    </Page>
  );
}

interface ShownProps {
  first: Part;
  read: (at: number | string) => Promise<Part>;
  /** What stands above the list. */
  children: (rows: readonly LoggedCall[]) => ComponentChildren;
}

/** The parts that are loaded, and a button for the next one. */
function Shown({ first, read, children }: ShownProps) {
  const [parts, setParts] = useState<readonly Part[]>([first]);
  const [opened, setOpened] = useState<LoggedCall | null>(null);
  useEffect(() => setParts([first]), [first]);
  const more = useAction(async (at: number | string) => {
    const next = await read(at);
    setParts(known => [...known, next]);
  });
  const rows = useMemo(() => parts.flatMap(part => part.rows), [parts]);
  const last = parts[parts.length - 1]!;

  return (
    <>
      {children(rows)}
      {rows.length === 0
        ? <p class="empty">{t(last.next === null ? 'calls.none' : 'calls.none-yet')}</p>
        : <Table caption={t('calls.title')} columns={columns(setOpened)} rows={rows} keyOf={one => `${rows.indexOf(one)}`} />}
      {more.error !== null && <div class="errors" role="alert"><p>{explain(more.error)}</p></div>}
      <div class="buttons">
        {last.next !== null && <Button busy={more.busy} onClick={() => more.run(last.next!)}>{t(last.searchedFrom === null ? 'calls.more' : 'calls.search-on')}</Button>}
        <span role="status" class="hint">{sayHowMany(rows.length, last)}</span>
      </div>
      {opened && <CallFields of={opened} close={() => setOpened(null)} />}
    </>
  );
}

function sayHowMany(rows: number, { total, next, searchedFrom }: Part) {
  if (searchedFrom === null) return t('calls.count-of', { count: formatNumber(rows), total: formatNumber(total ?? rows) });
  return next === null ? t('calls.count', { count: formatNumber(rows) }) : t('calls.searched', { count: formatNumber(rows), time: formatTime(searchedFrom) });
}

const columns = (open: (one: LoggedCall) => void): Column<LoggedCall, never>[] => [
  { title: t('calls.time'), cell: one => <Button kind="quiet" onClick={() => open(one)}><time dateTime={one.started}>{formatTime(one.started)}</time></Button> },
  { title: t('calls.method'), cell: one => <code>{one.method_id}</code> },
  { title: t('calls.status'), cell: one => <><span class={one.is_error ? 'badge bad' : 'badge good'}>{one.status}</span> {one.status_text}</> },
  { title: t('calls.runtime'), cell: one => t('calls.milliseconds', { number: one.runtime }) },
  { title: t('calls.user'), cell: one => one.user_id ? <a href={href(`/users/${one.user_id}`)}>{one.user_id}</a> : t('calls.anonymous') },
];
