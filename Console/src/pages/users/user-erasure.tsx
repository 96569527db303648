import { call } from '../../api/client';
import type { User } from '../../api/methods';
import { Erase } from '../../components/erase';
import { Section } from '../../components/page';
import { t } from '../../language';
import { navigate } from '../../router';

/** Erases a user. */
export function UserErasure({ user: { id, name } }: { user: User }) {
  return (
    <Section title={t('users.erase')} intro={t('users.erase.text')}>
      <Erase name={name} action={t('users.erase')} title={t('users.erase')} text={t('users.erase.confirm', { name })} run={async () => {
        await call('admin/users/delete', id);
        navigate('/users');
      }} />
    </Section>
  );
}
