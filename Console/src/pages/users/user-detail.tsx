import { call } from '../../api/client';
import type { User } from '../../api/methods';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { Page, Section } from '../../components/page';
import { Permissions } from '../../components/permissions';
import { useLoad } from '../../hooks/use-load';
import { formatTime, t } from '../../language';
import { href, usePlace } from '../../router';
import { UserErasure } from './user-erasure';
import { UserSecurity } from './user-security';

/** One user, for administrators. */
export function UserDetail() {
  const id = usePlace().path.slice('/users/'.length);
  const user = useLoad(async () => await call('admin/users/read', { id }) as User | null);

  return (
    <>
      <p><a href={href('/users')}>{t('users.back')}</a></p>
      <Page title={user.data?.name ?? t('users.one')}>
        <Loaded of={user}>{found => found === null ? <p class="empty">{t('users.gone')}</p> : (
          <>
            <Facts user={found} reload={user.reload} />
            <UserSecurity user={found} />
            <Section title={t('tokens.permissions')}>
              <Permissions load={() => call('admin/users/get-permissions', id)} save={changed => call('admin/users/update-permissions', id, changed)} none={t('users.permissions.none')} />
            </Section>
            <UserErasure user={found} />
          </>
        )}</Loaded>
      </Page>
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
