import { call } from '../../api/client';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';
import { href } from '../../router';
import { EventList } from '../audit/event-list';

const newest = 10;

/** The newest events about a user, with links to all events and to the user's calls. */
export function UserActivity({ id }: { id: string }) {
  const events = useLoad(() => call('admin/audit/read', { where: { subject_id: id }, limit: newest }));
  return (
    <Section title={t('users.activity')}>
      <Loaded of={events}>{({ rows }) => rows.length === 0 ? <p class="empty">{t('audit.none')}</p> : <EventList events={rows} isAboutOne />}</Loaded>
      <ul class="links">
        <li><a href={href(`/audit?subject=${id}`)}>{t('users.activity.events')}</a></li>
        <li><a href={href(`/audit?actor=${id}`)}>{t('users.activity.actions')}</a></li>
        <li><a href={href(`/calls?user=${id}`)}>{t('users.activity.calls')}</a></li>
      </ul>
    </Section>
  );
}
