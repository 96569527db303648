import { call } from '../../api/client';
import { PasswordField } from '../../components/field';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { useSession } from '../../hooks/use-session';
import { t } from '../../language';

/** Changes the password. The other sessions end. */
export function Password() {
  const session = useSession();
  return (
    <Section title={t('password')} intro={t('password.text')}>
      <Form action={t('password.change')} done={t('password.changed')} submit={values => call('profile/set-password', values.password!)}>
        <input class="unseen" type="text" autocomplete="username" value={session?.name} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordField name="password" label={t('new-password')} hint={t('password.hint')} autocomplete="new-password" />
      </Form>
    </Section>
  );
}
