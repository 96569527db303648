import { useMemo } from 'preact/hooks';
import { call } from '../../api/client';
import type { CallTotals, LoggedCall } from '../../api/methods';
import { Figures, timesOf } from '../../charts/figures';
import { Loaded } from '../../components/loaded';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';
import type { Filters } from './filters';
import { countBySpan } from './log';

const day = 86_400_000;
const mostDays = 30;

/**
 * A chart of the matching calls. The server counts calls by method and time. It does not count them by status or user, so the chart then shows the loaded
 * calls.
 */
export function Selection({ filters, rows }: { filters: Filters; rows: readonly LoggedCall[] }) {
  return filters.status || filters.user ? <LoadedCalls rows={rows} /> : <CountedCalls filters={filters} />;
}

function LoadedCalls({ rows }: { rows: readonly LoggedCall[] }) {
  const { times, lines } = useMemo(() => {
    const { times, calls, failed } = countBySpan(rows);
    return { times, lines: linesOf(calls, failed) };
  }, [rows]);
  return rows.length === 0 ? null : <Figures title={t('calls.chart-loaded')} times={times} lines={lines} />;
}

function CountedCalls({ filters: { method, from, to } }: { filters: Filters }) {
  const totals = useLoad(() => call('admin/statistics/read-calls', { days: daysSince(from), ...(method && { method_id: method }) }), [method, from]);
  return <Loaded of={totals}>{all => <Counted totals={all} from={from} to={to} />}</Loaded>;
}

function Counted({ totals, from, to }: { totals: CallTotals; from: string; to: string }) {
  const { times, lines } = useMemo(() => {
    const all = timesOf(totals);
    const [first, end] = [from ? Date.parse(from) / 1000 - totals.step : -Infinity, to ? Date.parse(to) / 1000 : Infinity];
    const shown = all.map((_, index) => index).filter(index => all[index]! > first && all[index]! < end);
    return { times: shown.map(index => all[index]!), lines: linesOf(shown.map(index => totals.total[index]!), shown.map(index => totals.failed[index]!)) };
  }, [totals, from, to]);
  return times.length === 0 ? null : <Figures title={t('dashboard.calls-by-ten-minutes')} times={times} lines={lines} />;
}

const linesOf = (calls: readonly number[], failed: readonly number[]) => [{ name: t('dashboard.calls'), values: calls }, { name: t('dashboard.errors'), values: failed }];

const daysSince = (from: string) => (from ? Math.min(mostDays, Math.max(1, Math.ceil((Date.now() - Date.parse(from)) / day))) : 1);
