import type { ComponentChildren } from 'preact';
import { t } from '../language';
import { Button } from './button';

/** The order of a list: by a column, ascending or descending. */
export interface Order<C extends string> {
  readonly by: C;
  readonly direction: 'asc' | 'desc';
}

/** A column of a table. */
export interface Column<Row, C extends string> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** The name by which the list can be sorted; undefined if it cannot. */
  readonly sort?: C;
}

interface TableProps<Row, C extends string> {
  caption: string;
  columns: readonly Column<Row, C>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  order?: Order<C>;
  setOrder?: (order: Order<C>) => void;
}

/** A table. If it is wider than the window, it scrolls horizontally. */
export function Table<Row, C extends string = never>({ caption, columns, rows, keyOf, order, setOrder }: TableProps<Row, C>) {
  return (
    <div class="table" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead><tr>{columns.map(column => <Head key={column.title} column={column} order={order} setOrder={setOrder} />)}</tr></thead>
        <tbody>{rows.map(row => <tr key={keyOf(row)}>{columns.map(column => <td key={column.title}>{column.cell(row)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row, C extends string> {
  column: Column<Row, C>;
  order: Order<C> | undefined;
  setOrder: ((order: Order<C>) => void) | undefined;
}

function Head<Row, C extends string>({ column: { title, sort }, order, setOrder }: HeadProps<Row, C>) {
  if (!sort || !setOrder) return <th scope="col">{title}</th>;
  const isSorted = order?.by === sort;
  const next = isSorted && order.direction === 'asc' ? 'desc' : 'asc';
  return (
    <th scope="col" aria-sort={isSorted ? (order.direction === 'asc' ? 'ascending' : 'descending') : 'none'}>
      <Button kind="quiet" onClick={() => setOrder({ by: sort, direction: next })}>{title}<span aria-hidden="true">{isSorted ? (order.direction === 'asc' ? ' ↑' : ' ↓') : ''}</span></Button>
    </th>
  );
}

interface PagerProps {
  offset: number;
  rows: number;
  /** The number of rows in all pages; null if the server does not count them. */
  total: number | null;
  size: number;
  setOffset: (offset: number) => void;
}

/** Buttons for the pages of a long list. */
export function Pager({ offset, rows, total, size, setOffset }: PagerProps) {
  const isLast = total === null ? rows < size : offset + rows >= total;
  return (
    <div class="buttons">
      {offset > 0 && <Button onClick={() => setOffset(Math.max(0, offset - size))}>{t('page.previous')}</Button>}
      {!isLast && <Button onClick={() => setOffset(offset + size)}>{t('page.next')}</Button>}
      <span role="status" class="hint">{rows === 0 ? '' : t(total === null ? 'page.rows' : 'page.rows-of', { from: offset + 1, to: offset + rows, total: total ?? '' })}</span>
    </div>
  );
}
