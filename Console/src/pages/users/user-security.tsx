import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { SignInFactors, User } from '../../api/methods';
import { Confirm } from '../../components/confirm';
import { Loaded } from '../../components/loaded';
import { Once } from '../../components/once';
import { Section } from '../../components/page';
import type { Load } from '../../hooks/use-load';
import { formatTime, t } from '../../language';
import { RenameUser } from './rename-user';

interface UserSecurityProps {
  user: User;
  factors: Load<SignInFactors>;
  reload: () => Promise<void>;
}

/** The sign-in methods of a user, with actions that restore the user's access or end the access of another person. */
export function UserSecurity({ user: { id, name }, factors, reload }: UserSecurityProps) {
  const [password, setPassword] = useState('');
  return (
    <Section title={t('users.sign-in')}>
      <Loaded of={factors}>{found => <Factors factors={found} />}</Loaded>
      <div class="stack">
        <Confirm action={t('users.password.new')} title={t('users.password.new')} text={t('users.password.text', { name })} run={async () => setPassword((await call('admin/users/set-password', id)).password)} />
        <RenameUser id={id} name={name} renamed={async generated => {
          setPassword(generated);
          await reload();
        }} />
        <Confirm action={t('users.factors.reset')} title={t('users.factors.reset')} text={t('users.factors.text', { name })} run={async () => {
          await call('admin/users/reset-factors', id);
          await reload();
        }} />
      </div>
      {password && <Once title={t('users.password.title')} text={t('users.password.shown')} secret={password} done={t('users.password.kept')} close={() => setPassword('')} />}
    </Section>
  );
}

function Factors({ factors: { has_password: hasPassword, providers, second_factors: { totp, passkeys, recovery_codes: codes } } }: { factors: SignInFactors }) {
  return (
    <dl>
      <dt>{t('password')}</dt><dd>{t(hasPassword ? 'users.password.set' : 'none')}</dd>
      <dt>{t('users.providers')}</dt><dd>{providers.join(', ') || t('none')}</dd>
      <dt>{t('users.totp')}</dt><dd>{totp ? t('created', { time: formatTime(totp.created) }) : t('none')}</dd>
      <dt>{t('users.passkeys')}</dt><dd>{passkeys.map(passkey => passkey.name).join(', ') || t('none')}</dd>
      <dt>{t('users.codes')}</dt><dd>{codes.left}</dd>
    </dl>
  );
}
