import { call } from '../../api/client';
import type { UserSession } from '../../api/methods';
import { Confirm } from '../../components/confirm';
import { Device, deviceText } from '../../components/device';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { Section } from '../../components/page';
import { SessionFacts } from '../../components/session-facts';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';

/** Lists the sessions of the user, and ends one session or all other sessions. */
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
  const device = deviceText(session.device);
  return (
    <>
      <h3><Device program={session.device} /> {session.is_current && <span class="badge good">{t('sessions.this')}</span>}</h3>
      <SessionFacts session={session} />
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
