import { call } from '../api/client';
import type { AuditEvent } from '../api/methods';
import { Loaded } from '../components/loaded';
import { More } from '../components/more';
import { Page } from '../components/page';
import { useParts } from '../hooks/use-parts';
import { eventText, formatTime, t } from '../language';
import { shortDevice } from '../language/device';
import { href } from '../router';

/** The events of the user's own account, the newest first. */
export function History() {
  const events = useParts(continuation => call('profile/audit/read', { limit: 50, ...(continuation && { continuation }) }), []);
  return (
    <Page title={t('history.title')} intro={<>{t('history.text')} <a href={href('/security')}>{t('security.title')}</a></>}>
      <Loaded of={events.first}>{() => (
        <>
          {events.rows.length === 0 ? <p class="empty" role="status">{t('history.none')}</p> : (
            <ul class="rows">{events.rows.map(event => <li key={event.id}><OneEvent event={event} /></li>)}</ul>
          )}
          <More count={events.rows.length} hasMore={events.hasMore} more={events.more} />
        </>
      )}</Loaded>
    </Page>
  );
}

function OneEvent({ event }: { event: AuditEvent }) {
  return (
    <div class="row">
      <span class="row-title">{eventText(event.event)} {event.outcome === 'failure' && <span class="badge bad">{t('audit.failed')}</span>}{event.details.new_device && <span class="badge">{t('history.new-device')}</span>}</span>
      <p class="hint">
        <time dateTime={event.date}>{formatTime(event.date)}</time>
        {[actorOf(event), event.device && shortDevice(event.device), event.ip && t('history.ip', { ip: event.ip })].filter(Boolean).map(text => ` · ${text}`)}
      </p>
    </div>
  );
}

/** Returns the actor of an event; an empty text if the user acted without an API token. */
function actorOf({ actor_kind: kind, actor_id: actor, subject_id: self }: AuditEvent) {
  if (kind === 'system') return t('history.by-system');
  if (kind === 'operator') return t('history.by-operator');
  if (actor !== null && actor !== self) return t('history.by-administrator');
  return kind === 'api_token' ? t('history.by-token') : '';
}
