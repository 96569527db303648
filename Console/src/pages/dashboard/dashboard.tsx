import { useMemo, useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { CallTotals, DailyTotals } from '../../api/methods';
import { Figures, timesOf } from '../../charts/figures';
import { Button } from '../../components/button';
import { FilterChoice } from '../../components/filters';
import { Failures, WhenLoaded } from '../../components/loaded';
import { Page, Section } from '../../components/page';
import { Table, type Column } from '../../components/table';
import { useInterval } from '../../hooks/use-interval';
import { useLoad } from '../../hooks/use-load';
import { formatDate, formatNumber, t } from '../../language';
import { href } from '../../router';
import { StatusTiles } from './status';

type Period = 'hour' | '1' | '7' | '30';

const refresh = 60_000;

/** An overview of the app: its state, calls, sign-ins and emails. It is reloaded every minute. */
export function Dashboard() {
  const [period, setPeriod] = useState<Period>('hour');
  const [method, setMethod] = useState('');
  const status = useLoad(() => call('admin/status/read'));
  const calls = useLoad(() => readCalls(period, ''), [period]);
  const chosen = useLoad(async () => (method === '' ? null : await readCalls(period, method)), [period, method]);
  const days = useLoad(() => call('admin/statistics/read-daily'));
  useInterval(() => {
    for (const load of [status, calls, chosen, days]) void load.reload();
  }, refresh);

  return (
    <Page title={t('dashboard.title')}>
      <Failures of={[status, calls, chosen, days]} />
      <WhenLoaded of={status}>{now => <StatusTiles status={now} />}</WhenLoaded>
      <div class="tools">
        <FilterChoice label={t('dashboard.period')} value={period} change={value => setPeriod(value as Period)} options={periods()} />
        <FilterChoice label={t('calls.method')} value={method} change={setMethod} options={[['', t('dashboard.all-methods')], ...withChosen(calls.data, method).map(id => [id, id] as const)]} />
      </div>
      <WhenLoaded of={method === '' ? calls : chosen}>{shown => shown && <Calls totals={shown} />}</WhenLoaded>
      {calls.data && (
        <Section title={t('dashboard.methods')}>
          {calls.data.methods.length === 0
            ? <p class="empty">{t('chart.none')}</p>
            : <Table caption={t('dashboard.methods')} columns={columns(setMethod)} rows={calls.data.methods} keyOf={one => one.id} />}
        </Section>
      )}
      <WhenLoaded of={days}>{daily => <Days daily={daily} />}</WhenLoaded>
    </Page>
  );
}

const periods = (): (readonly [Period, string])[] =>
  [['hour', t('dashboard.period.hour')], ['1', t('dashboard.period.1')], ['7', t('dashboard.period.7')], ['30', t('dashboard.period.30')]];

/** A selected method stays in the list if another period has no call of it. */
const withChosen = (all: CallTotals | undefined, method: string) =>
  [...new Set([...(all?.methods ?? []).map(one => one.id), ...(method === '' ? [] : [method])])].sort();

const readCalls = (period: Period, method: string) =>
  call('admin/statistics/read-calls', { ...(period !== 'hour' && { days: Number(period) }), ...(method && { method_id: method }) });

function Calls({ totals }: { totals: CallTotals }) {
  const times = useMemo(() => timesOf(totals), [totals]);
  const calls = useMemo(() => [{ name: t('dashboard.calls'), values: totals.total }, { name: t('dashboard.errors'), values: totals.failed }, { name: t('dashboard.exceptions'), values: totals.exceptions }], [totals]);
  const runtime = useMemo(() => [{ name: t('dashboard.runtime'), values: totals.avg_runtime }], [totals]);
  return (
    <>
      <Figures title={t(totals.step === 60 ? 'dashboard.calls-by-minute' : 'dashboard.calls-by-ten-minutes')} times={times} lines={calls} />
      <Figures title={t('dashboard.runtime-title')} times={times} lines={runtime} />
    </>
  );
}

function Days({ daily: { rows } }: { daily: DailyTotals }) {
  const times = useMemo(() => rows.map(row => Date.parse(row.date) / 1000), [rows]);
  const signIns = useMemo(() => [
    { name: t('dashboard.sign-ups'), values: rows.map(row => row.sign_ups) },
    { name: t('dashboard.sign-ins'), values: rows.map(row => row.sign_ins) },
    { name: t('dashboard.sign-in-failures'), values: rows.map(row => row.sign_in_failures) },
  ], [rows]);
  const emails = useMemo(() => [
    { name: t('dashboard.emails-sent'), values: rows.map(row => row.emails_sent) },
    { name: t('dashboard.emails-undeliverable'), values: rows.map(row => row.emails_undeliverable) },
    { name: t('dashboard.emails-given-up'), values: rows.map(row => row.emails_given_up) },
  ], [rows]);
  const format = (seconds: number) => formatDate(new Date(seconds * 1000));
  return (
    <>
      <Figures title={t('dashboard.sign-ins-by-day')} times={times} lines={signIns} format={format} />
      <Figures title={t('dashboard.emails-by-day')} times={times} lines={emails} format={format} />
    </>
  );
}

const columns = (choose: (method: string) => void): Column<CallTotals['methods'][number], never>[] => [
  { title: t('calls.method'), cell: one => <a href={href(`/calls?method=${encodeURIComponent(one.id)}`)}><code>{one.id}</code></a> },
  { title: t('dashboard.calls'), cell: one => formatNumber(one.total) },
  { title: t('dashboard.errors'), cell: one => formatNumber(one.failed) },
  { title: t('dashboard.exceptions'), cell: one => formatNumber(one.exceptions) },
  { title: t('dashboard.runtime'), cell: one => (one.avg_runtime === null ? '–' : formatNumber(one.avg_runtime)) },
  { title: t('dashboard.chart'), cell: one => <Button kind="quiet" label={t('dashboard.show-method', { method: one.id })} onClick={() => choose(one.id)}>{t('show')}</Button> },
];
