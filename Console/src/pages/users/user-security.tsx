import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { User } from '../../api/methods';
import { Confirm } from '../../components/confirm';
import { Form } from '../../components/form';
import { Once } from '../../components/once';
import { Section } from '../../components/page';
import { t } from '../../language';

/** Helps a user without access to their account, or ends the access of a stranger. */
export function UserSecurity({ user: { id, name } }: { user: User }) {
  const [password, setPassword] = useState('');
  return (
    <Section title={t('security.title')}>
      <div class="stack">
        <Confirm action={t('users.password.new')} title={t('users.password.new')} text={t('users.password.text', { name })} run={async () => setPassword((await call('admin/users/set-password', id)).password)} />
        <Confirm action={t('users.factors.reset')} title={t('users.factors.reset')} text={t('users.factors.text', { name })} run={() => call('admin/users/reset-factors', id)} />
        <Form action={t('users.sessions.end')} kind="second" done={t('users.sessions.ended')} submit={() => call('admin/users/delete-sessions', id)} />
      </div>
      {password && <Once title={t('users.password.title')} text={t('users.password.shown')} secret={password} done={t('users.password.kept')} close={() => setPassword('')} />}
    </Section>
  );
}
