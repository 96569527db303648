import { call } from '../../api/client';
import { Button } from '../../components/button';
import { FilterBar, FilterChoice, FilterTime } from '../../components/filters';
import { Loaded } from '../../components/loaded';
import { More } from '../../components/more';
import { Page } from '../../components/page';
import { Search } from '../../components/search';
import { useFilters, type Filters } from '../../hooks/use-filters';
import { useParts } from '../../hooks/use-parts';
import { eventNames, eventText, t } from '../../language';
import { EventList } from './event-list';
import { ExportEvents } from './export-events';

/** The audit log, the newest event first. The filters are in the URL, so that a search can be shared. */
export function Audit() {
  const [filters, change] = useFilters();
  const where = whereOf(filters);
  const events = useParts(continuation => call('admin/audit/read', { where, limit: 50, ...(continuation && { continuation }) }), [JSON.stringify(where)]);
  const { event = '', subject = '', actor = '', from = '', to = '' } = filters;

  return (
    <Page title={t('audit.title')} intro={t('audit.text')}>
      <FilterBar label={t('filters')}>
        <FilterChoice label={t('audit.event')} value={event} change={value => change({ event: value })} options={[['', t('audit.event.all')], ...eventNames().map(name => [name, eventText(name)] as const)]} />
        <Search label={t('audit.subject')} value={subject} change={value => change({ subject: value })} />
        <Search label={t('audit.actor')} value={actor} change={value => change({ actor: value })} />
        <FilterTime label={t('filter.from')} value={from} change={value => change({ from: value })} />
        <FilterTime label={t('filter.to')} value={to} change={value => change({ to: value })} />
      </FilterBar>
      <div class="buttons">
        <Button onClick={events.first.reload}>{t('calls.reload')}</Button>
        <ExportEvents where={where} />
      </div>
      <Loaded of={events.first}>{() => (
        <>
          {events.rows.length === 0 ? <p class="empty" role="status">{t(events.hasMore ? 'audit.none-yet' : 'audit.none')}</p> : <EventList events={events.rows} />}
          <More count={events.rows.length} hasMore={events.hasMore} more={events.more} />
        </>
      )}</Loaded>
    </Page>
  );
}

/** Returns the filters of the URL as parameters of the method. Unknown filters are ignored. */
function whereOf({ event, subject, actor, from, to }: Filters) {
  return {
    ...(event && { event }),
    ...(subject && { subject_id: subject }),
    ...(actor && { actor_id: actor }),
    ...(from && { from }),
    ...(to && { to }),
  };
}
