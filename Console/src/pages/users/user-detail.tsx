import { call } from '../../api/client';
import type { User } from '../../api/methods';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { Page, Section } from '../../components/page';
import { Permissions } from '../../components/permissions';
import { useLoad } from '../../hooks/use-load';
import { formatTime, t } from '../../language';
import { href, usePlace } from '../../router';
import { UserActivity } from './user-activity';
import { UserErasure } from './user-erasure';
import { UserInvitation } from './user-invitation';
import { UserSecurity } from './user-security';
import { UserSessions } from './user-sessions';
import { UserTokens } from './user-tokens';

/** One user, for administrators. */
export function UserDetail() {
  const id = usePlace().path.slice('/users/'.length);
  const user = useLoad(async () => await call('admin/users/read', { id }) as User | null);

  return (
    <>
      <p><a href={href('/users')}>{t('users.back')}</a></p>
      <Page title={user.data?.name ?? t('users.one')}>
        <Loaded of={user}>{found => found === null ? <p class="empty">{t('users.gone')}</p> : <Parts user={found} reload={user.reload} />}</Loaded>
      </Page>
    </>
  );
}

function Parts({ user, reload }: { user: User; reload: () => Promise<void> }) {
  const { id } = user;
  const factors = useLoad(() => call('admin/users/read-factors', id), [user]);
  return (
    <>
      <Facts user={user} reload={reload} />
      {factors.data?.can_be_invited && <UserInvitation id={id} />}
      <UserSecurity user={user} factors={factors} reload={reload} />
      <UserSessions id={id} />
      <UserTokens id={id} />
      <Section title={t('tokens.permissions')}>
        <Permissions load={() => call('admin/users/get-permissions', id)} save={changed => call('admin/users/update-permissions', id, changed)} none={t('users.permissions.none')} />
      </Section>
      <UserActivity id={id} />
      <UserErasure user={user} />
    </>
  );
}

function Facts({ user, reload }: { user: User; reload: () => Promise<void> }) {
  return (
    <Section title={t('account')}>
      <dl>
        <dt>{t('users.id')}</dt><dd>{user.id}</dd>
        <dt>{t('email')}</dt><dd>{user.email ? t(user.email_confirmed ? 'email.confirmed' : 'users.unconfirmed', { email: user.email }) : t('users.no-email')}</dd>
        <dt>{t('users.created')}</dt><dd>{formatTime(user.created)}</dd>
        <dt>{t('users.state')}</dt><dd><span class={user.enabled ? 'badge good' : 'badge'}>{t(user.enabled ? 'enabled' : 'disabled')}</span></dd>
      </dl>
      <p class="hint">{t('users.disable.text')}</p>
      <Form action={t(user.enabled ? 'disable' : 'enable')} kind="second" submit={async () => {
        await call('admin/users/set-enabled', user.id, !user.enabled);
        await reload();
      }} />
    </Section>
  );
}
