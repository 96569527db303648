import { useRef, useState } from 'preact/hooks';
import { toCsv } from '../../api/csv';
import type { LoggedCall } from '../../api/methods';
import { Button } from '../../components/button';
import { save } from '../../components/copy';
import { ErrorSummary } from '../../components/error-summary';
import { useAction } from '../../hooks/use-action';
import { formatNumber, t } from '../../language';
import { explain } from '../../language/explain';
import type { Filters } from './filters';
import { readPart, type LogPart } from './log';

/** The maximum number of calls in a file. They are read in parts of a hundred. */
const most = 10_000;
const size = 100;

const columns = ['started', 'finished', 'method_id', 'status', 'status_text', 'runtime', 'user_id', 'is_error', 'is_exception'] as const;

/** A button that reads all matching calls, and saves them as a file. */
export function Download({ filters }: { filters: Filters }) {
  const [progress, setProgress] = useState('');
  const isStopped = useRef(false);
  const download = useAction(async () => {
    isStopped.current = false;
    const rows: LoggedCall[] = [];
    let part: LogPart | undefined;
    do {
      part = await readPart(filters, part?.continuation ?? undefined, size);
      rows.push(...part.rows);
      setProgress(t('calls.csv.progress', { count: formatNumber(rows.length) }));
    } while (part.continuation !== null && rows.length < most && !isStopped.current);
    save('calls.csv', toCsv(columns, rows.map(row => columns.map(column => row[column]))));
    setProgress(t(part.continuation === null ? 'calls.csv.done' : 'calls.csv.partly', { count: formatNumber(rows.length) }));
  });

  return (
    <>
      <Button busy={download.busy} onClick={download.run}>{t('calls.csv')}</Button>
      {download.busy && <Button onClick={() => isStopped.current = true}>{t('calls.csv.stop')}</Button>}
      <span role="status" class="hint">{download.error ? '' : progress}</span>
      <ErrorSummary problems={download.error ? [{ field: null, text: explain(download.error) }] : []} />
    </>
  );
}
