import { call } from '../api/client';
import { DeadLink } from '../components/dead-link';
import { PasswordField } from '../components/field';
import { Form } from '../components/form';
import { LinkPage } from '../components/link-page';
import { Page } from '../components/page';
import { t } from '../language';
import { href } from '../router';

/** Sets a new password with the token of an email. */
export function ResetPassword() {
  const done = <Page title={t('reset.done')}><p><a href={href('/sign-in')}>{t('sign-in.link')}</a></p></Page>;
  return (
    <LinkPage
      dead={<DeadLink text={t('reset.dead')} next={t('forgot.title')} nextPath="/forgot-password" />}
      form={redeem => (
        <Page title={t('reset.title')} intro={t('reset.text')}>
          <Form action={t('reset')} submit={values => redeem(token => call('session/set-password-by-token', token, values.password!), done)}>
            <PasswordField name="password" label={t('new-password')} hint={t('password.hint')} autocomplete="new-password" />
          </Form>
        </Page>
      )}
    />
  );
}
