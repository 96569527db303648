import { call } from '../../api/client';
import type { UserSession } from '../../api/methods';
import { Confirm } from '../../components/confirm';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { useLoad } from '../../hooks/use-load';
import { formatTime, t } from '../../language';

/** Lists the sessions of the user, and ends one or all of the others. */
export function Sessions() {
  const sessions = useLoad(() => call('profile/sessions/read'));
  return (
    <Section title={t('sessions.title')} intro={t('sessions.text')}>
      <Loaded of={sessions}>{list => (
        <ul class="cards">{list.map(session => <li key={session.id}><SessionCard session={session} reload={sessions.reload} /></li>)}</ul>
      )}</Loaded>
      <Form action={t('sessions.end')} kind="second" done={t('sessions.ended')} submit={async () => {
        await call('profile/delete-sessions');
        await sessions.reload();
      }} />
    </Section>
  );
}

function SessionCard({ session, reload }: { session: UserSession; reload: () => Promise<void> }) {
  const device = session.device ?? t('sessions.unknown');
  return (
    <>
      <h3>{device} {session.is_current && <span class="badge good">{t('sessions.this')}</span>}</h3>
      <p class="hint">
        {t('sessions.signed-in', { time: formatTime(session.created) })}{' '}
        {session.last_used && t('last-used', { time: formatTime(session.last_used) })}{' '}
        {t('sessions.expires', { time: formatTime(session.expires) })}{' '}
        {session.ip && t('sessions.from', { ip: session.ip })}
      </p>
      {!session.is_current && (
        <div class="buttons">
          <Confirm action={t('sessions.end-one')} label={`${t('sessions.end-one')}: ${device}`} title={t('sessions.end-one.title', { device })} text={t('sessions.end-one.text')} run={async () => {
            await call('profile/sessions/delete', session.id);
            await reload();
          }} />
        </div>
      )}
    </>
  );
}
