// Reads the log in parts: calls that the server counts, by offset; a search, by continuation.
import { callForPage } from '../../api/client';
import type { LoggedCall } from '../../api/methods';
import type { Part } from '../../hooks/use-parts';
import { isCounted, whereOf, type Filters } from './filters';

/** A part of the log. */
export interface LogPart extends Part<LoggedCall> {
  /** The number of calls in all parts; null if the server does not count them. */
  readonly total: number | null;
  /** The earliest time that a search has reached; null if there is no search. */
  readonly searchedFrom: string | null;
}

/** Reads a part of the matching calls. */
export async function readPart(filters: Filters, at: string | undefined, limit: number): Promise<LogPart> {
  const where = whereOf(filters);
  const offset = isCounted(filters) ? Number(at ?? 0) : null;
  const options = { limit, ...(where && { where }), ...(offset !== null ? { offset } : at && { continuation: at }) };
  const { rows, total, continuation, searchedFrom } = await callForPage('admin/api-call-log/read-log', options);
  if (offset === null) return { rows, total, searchedFrom, continuation };
  const end = offset + rows.length;
  return { rows, total, searchedFrom, continuation: total !== null && end < total && rows.length > 0 ? String(end) : null };
}

/** Returns the number of calls and of failed calls in equal time spans, at most 60 of them. */
export function countBySpan(rows: readonly LoggedCall[]) {
  if (rows.length === 0) return { times: [], calls: [], failed: [] };
  const starts = rows.map(row => Date.parse(row.started) / 1000);
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const step = [1, 10, 60, 600, 3600, 6 * 3600].find(one => (last - first) / one < 60) ?? 86_400;
  const begin = Math.floor(first / step) * step;
  const length = Math.floor((last - begin) / step) + 1;
  const [calls, failed] = [new Array<number>(length).fill(0), new Array<number>(length).fill(0)];
  rows.forEach((row, index) => {
    const span = Math.floor((starts[index]! - begin) / step);
    calls[span]!++;
    if (row.is_error) failed[span]!++;
  });
  return { times: calls.map((_, index) => begin + index * step), calls, failed };
}
