import { call } from '../../api/client';
import { Confirm } from '../../components/confirm';
import { Device, deviceText } from '../../components/device';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { SessionFacts } from '../../components/session-facts';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

/** The sessions of a user, with buttons to end one or all of them. */
export function UserSessions({ id }: { id: string }) {
  const sessions = useLoad(() => call('admin/users/read-sessions', id));
  return (
    <Section title={t('sessions.title')}>
      <Loaded of={sessions}>{list => list.length === 0 ? <p class="empty">{t('users.sessions.none')}</p> : (
        <>
          <ul class="cards">
            {list.map(session => (
              <li key={session.id}>
                <h3><Device program={session.device} /> {session.is_current && <span class="badge good">{t('sessions.this')}</span>}</h3>
                <SessionFacts session={session} />
                {!session.is_current && <EndSession id={id} session={session.id} device={deviceText(session.device)} reload={sessions.reload} />}
              </li>
            ))}
          </ul>
        </>
      )}</Loaded>
      <Form action={t('users.sessions.end')} kind="second" done={t('users.sessions.ended')} submit={async () => {
        await call('admin/users/delete-sessions', id);
        await sessions.reload();
      }} />
    </Section>
  );
}

function EndSession({ id, session, device, reload }: { id: string; session: string; device: string; reload: () => Promise<void> }) {
  return (
    <div class="buttons">
      <Confirm action={t('sessions.end-one')} label={`${t('sessions.end-one')}: ${device}`} title={t('sessions.end-one.title', { device })} text={t('sessions.end-one.text')} run={async () => {
        await call('admin/users/delete-session', id, session);
        await reload();
      }} />
    </div>
  );
}
