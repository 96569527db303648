import { call } from '../../api/client';
import { toCsv } from '../../api/csv';
import type { AuditEvent, AuditFilters } from '../../api/methods';
import { Button } from '../../components/button';
import { save } from '../../components/copy';
import { ErrorSummary } from '../../components/error-summary';
import { useAction } from '../../hooks/use-action';
import { t } from '../../language';
import { explain } from '../../language/explain';
import { useState } from 'preact/hooks';

const most = 10_000; // events in a file

const columns = ['id', 'date', 'event', 'outcome', 'subject_id', 'actor_id', 'actor_kind', 'ip', 'device', 'family', 'details'];

/** Saves the events that match the filters as a file for spreadsheets. The header has the names of the API, in every language. */
export function ExportEvents({ where }: { where: AuditFilters }) {
  const [progress, setProgress] = useState('');
  const exporting = useAction(async () => {
    const events: AuditEvent[] = [];
    let continuation: string | null = null;
    do {
      setProgress(t('audit.exporting', { count: events.length }));
      const part: { rows: readonly AuditEvent[]; continuation: string | null } = await call('admin/audit/read', { where, limit: 1000, ...(continuation && { continuation }) });
      events.push(...part.rows);
      continuation = part.continuation;
    } while (continuation !== null && events.length < most);
    const rows = events.slice(0, most);
    save('audit.csv', toCsv(columns, rows.map(cells)));
    setProgress(t(continuation === null && rows.length === events.length ? 'audit.exported' : 'audit.exported-part', { count: rows.length }));
  });

  return (
    <>
      <Button busy={exporting.busy} onClick={exporting.run}>{t('export-csv')}</Button>
      <span role="status" class="hint">{exporting.error ? '' : progress}</span>
      <ErrorSummary problems={exporting.error ? [{ field: null, text: explain(exporting.error) }] : []} />
    </>
  );
}

const cells = (event: AuditEvent) => [
  event.id, event.date, event.event, event.outcome, event.subject_id, event.actor_id, event.actor_kind, event.ip, event.device, event.family,
  Object.entries(event.details).map(([name, value]) => `${name}: ${value}`).join('; '),
];
