import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import { Dialog } from '../../components/dialog';
import { EmailLanguage } from '../../components/email-language';
import { Field, PasswordField } from '../../components/field';
import { Form } from '../../components/form';
import { Once } from '../../components/once';
import { t } from '../../language';

/** Creates a user. The server generates a password if none is given. */
export function CreateUser({ close, created }: { close: () => void; created: () => Promise<void> }) {
  const [password, setPassword] = useState('');
  if (password) return <Once title={t('users.password.title')} text={t('users.password.shown')} secret={password} done={t('users.password.kept')} close={close} />;

  return (
    <Dialog title={t('users.create')} close={close}>
      <Form action={t('users.create')} submit={async ({ username = '', email = '', locale, password: given = '' }) => {
        const user = await call('admin/users/create', { username, ...(email && { email }), ...(locale && { locale }), ...(given && { password: given }) });
        await created();
        if (given) close();
        else setPassword(user.password);
      }}>
        <Field name="username" label={t('user-name')} />
        <Field name="email" label={t('email')} type="email" optional />
        <EmailLanguage />
        <PasswordField name="password" label={t('password')} hint={t('users.password.hint')} autocomplete="new-password" optional />
      </Form>
    </Dialog>
  );
}
