import { useState } from 'preact/hooks';
import { call } from '../api/client';
import { signInWithPassword } from '../api/sign-in';
import { Field, PasswordField } from '../components/field';
import { Form } from '../components/form';
import { Page } from '../components/page';
import { t } from '../language';
import { href, navigate } from '../router';

/** Creates an account, and signs in. */
export function SignUp() {
  const [mailedTo, setMailedTo] = useState('');
  if (mailedTo) {
    return (
      <Page title={t('sign-up.done')}>
        <p>{t('sign-up.mailed', { email: mailedTo })}</p>
        <p><a href={href('/profile')}>{t('sign-up.go')}</a></p>
      </Page>
    );
  }

  return (
    <Page title={t('sign-up.title')}>
      <Form action={t('sign-up')} submit={async ({ username = '', password = '', email = '' }) => {
        await call('session/signup', { username, password, ...(email && { email }) });
        await signInWithPassword(username, password, false);
        if (email) setMailedTo(email);
        else navigate('/profile');
      }}>
        <Field name="username" label={t('user-name')} autocomplete="username" />
        <Field name="email" label={t('email')} hint={t('sign-up.email.hint')} type="email" autocomplete="email" optional />
        <PasswordField name="password" label={t('password')} hint={t('password.hint')} autocomplete="new-password" />
      </Form>
      <ul class="links">
        <li><a href={href('/sign-in')}>{t('sign-up.sign-in')}</a></li>
      </ul>
    </Page>
  );
}
