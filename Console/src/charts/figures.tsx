import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallTotals } from '../api/methods';
import { Button } from '../components/button';
import { Pager, Table } from '../components/table';
import { formatNumber, formatTime, t } from '../language';

/** Numbers over time: one for each time, or null. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

interface FiguresProps {
  title: string;
  /** The times of the numbers in seconds since 1970, ascending. */
  times: readonly number[];
  /** At most three lines. */
  lines: readonly Line[];
  /** Returns the text of a time. */
  format?: (seconds: number) => string;
}

const size = 30;
const minute = (seconds: number) => formatTime(new Date(seconds * 1000).toISOString());

/** Returns the times of the spans of calls, in seconds since 1970. */
export const timesOf = ({ start, step, total }: CallTotals) => total.map((_, index) => Date.parse(start) / 1000 + index * step);

/** Numbers over time, as a chart or as a table. The table has every number of the chart. */
export function Figures({ title, times, lines, format = minute }: FiguresProps) {
  const [isTable, setTable] = useState(false);
  return (
    <section class="figures">
      <div class="figures-head">
        <h2>{title}</h2>
        <div role="group" aria-label={t('chart.form', { title })} class="switch">
          <Button kind="quiet" pressed={!isTable} onClick={() => setTable(false)}>{t('chart.chart')}</Button>
          <Button kind="quiet" pressed={isTable} onClick={() => setTable(true)}>{t('chart.table')}</Button>
        </div>
      </div>
      {isTable ? <Numbers title={title} times={times} lines={lines} format={format} /> : <Chart title={title} times={times} lines={lines} format={format} />}
    </section>
  );
}

function Chart({ title, times, lines, format }: Required<FiguresProps>) {
  const place = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const [index, setIndex] = useState<number | null>(null);
  const [isFailed, setFailed] = useState(false);

  useEffect(() => {
    let end = () => {};
    let isOver = false;
    import('./canvas').then(({ draw }) => {
      if (!isOver && place.current) end = draw(place.current, [...legend.current!.querySelectorAll('.mark')], times, lines, setIndex);
    }, () => setFailed(true));
    return () => {
      isOver = true;
      end();
    };
  }, [times, lines]);

  return (
    <>
      <ul class="legend" ref={legend}>
        {lines.map(({ name, values }) => <li key={name}><span class="mark" aria-hidden="true" />{name}{index !== null && <strong> {formatValue(values[index])}</strong>}</li>)}
        {index !== null && <li>{format(times[index]!)}</li>}
      </ul>
      {isFailed ? <p class="empty" role="status">{t('chart.failed')}</p> : <div class="chart" ref={place} role="img" aria-label={`${title}. ${summary(times, lines, format)}`} />}
    </>
  );
}

/** The rows that have a number, the newest first. */
function Numbers({ title, times, lines, format }: Required<FiguresProps>) {
  const [offset, setOffset] = useState(0);
  const rows = times.map((_, index) => index).filter(index => lines.some(({ values }) => values[index])).reverse();
  const shown = rows.slice(offset, offset + size);
  if (rows.length === 0) return <p class="empty" role="status">{t('chart.none')}</p>;
  return (
    <>
      <Table
        caption={title}
        columns={[{ title: t('chart.time'), cell: (index: number) => format(times[index]!) }, ...lines.map(({ name, values }) => ({ title: name, cell: (index: number) => formatValue(values[index]) }))]}
        rows={shown}
        keyOf={String}
      />
      {rows.length > size && <Pager offset={offset} rows={shown.length} total={rows.length} size={size} setOffset={setOffset} />}
    </>
  );
}

/** The summary of the chart for screen readers. */
function summary(times: readonly number[], lines: readonly Line[], format: (seconds: number) => string) {
  return lines.map(({ name, values }) => {
    const highest = Math.max(0, ...values.map(value => value ?? 0));
    return highest === 0 ? t('chart.all-zero', { name }) : t('chart.summary', { name, highest: formatNumber(highest), time: format(times[values.indexOf(highest)]!) });
  }).join(' ');
}

const formatValue = (value: number | null | undefined) => (value === null || value === undefined ? '–' : formatNumber(value));
