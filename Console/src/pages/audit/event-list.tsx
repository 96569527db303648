import type { AuditEvent } from '../../api/methods';
import { eventText, formatTime, t } from '../../language';
import { href } from '../../router';

/** Events of the audit log. Each event opens to show all its fields. If all events have one subject, the lines omit it. */
export function EventList({ events, isAboutOne = false }: { events: readonly AuditEvent[]; isAboutOne?: boolean }) {
  return <ul class="rows">{events.map(event => <li key={event.id}><OneEvent event={event} isAboutOne={isAboutOne} /></li>)}</ul>;
}

function OneEvent({ event, isAboutOne }: { event: AuditEvent; isAboutOne: boolean }) {
  const { date, subject_id: subject, actor_id: actor, outcome } = event;
  return (
    <details>
      <summary>
        <span class="row-title">{eventText(event.event)} {outcome === 'failure' && <span class="badge bad">{t('audit.failed')}</span>}</span>{' '}
        <span class="hint"><time dateTime={date}>{formatTime(date)}</time>{subject && !isAboutOne && ` · ${t('audit.about', { user: shown(subject) })}`}{actor && actor !== subject && ` · ${t('audit.by', { user: shown(actor) })}`}</span>
      </summary>
      <dl>
        <dt>{t('audit.event')}</dt><dd><code>{event.event}</code></dd>
        <dt>{t('calls.time')}</dt><dd><code>{date}</code></dd>
        <dt>{t('audit.subject')}</dt><dd>{subject === null ? t('none') : <UserOf id={subject} filter="subject" />}</dd>
        <dt>{t('audit.actor')}</dt><dd>{actor !== null && <UserOf id={actor} filter="actor" />} {t(`audit.kind.${event.actor_kind as ActorKind}`)}</dd>
        <dt>{t('audit.outcome')}</dt><dd>{t(outcome === 'failure' ? 'audit.failed' : 'audit.succeeded')}</dd>
        <dt>{t('audit.ip')}</dt><dd>{event.ip ?? t('audit.unknown')}</dd>
        <dt>{t('audit.device')}</dt><dd>{event.device ?? t('audit.unknown')}</dd>
        <dt>{t('audit.family')}</dt><dd>{event.family ?? t('audit.no-call')}</dd>
        {Object.entries(event.details).flatMap(([name, value]) => [<dt key={`${name} name`}><code>{name}</code></dt>, <dd key={name}>{value}</dd>])}
        <dt>{t('audit.id')}</dt><dd><code>{event.id}</code></dd>
      </dl>
    </details>
  );
}

const shown = (user: string) => user.startsWith('erased-') ? t('audit.erased') : user;

type ActorKind = 'session' | 'api_token' | 'operator' | 'system' | 'anonymous';

/** A user of an event: a link to their page, and one to their events. An erased user has only the second. */
function UserOf({ id, filter }: { id: string; filter: 'subject' | 'actor' }) {
  return (
    <>
      {/^\d+$/.test(id) ? <a href={href(`/users/${id}`)}>{id}</a> : id}{' '}
      (<a href={href(`/audit?${filter}=${encodeURIComponent(id)}`)} aria-label={t('audit.all-of', { user: id })}>{t('audit.all')}</a>)
    </>
  );
}
