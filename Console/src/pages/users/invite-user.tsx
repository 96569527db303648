import { call } from '../../api/client';
import { Dialog } from '../../components/dialog';
import { EmailLanguage } from '../../components/email-language';
import { Field } from '../../components/field';
import { Form } from '../../components/form';
import { t } from '../../language';

/** Creates a user. The user sets a password with the link in an email. */
export function InviteUser({ close, invited }: { close: () => void; invited: (notice: string) => Promise<void> }) {
  return (
    <Dialog title={t('users.invite')} close={close}>
      <p>{t('users.invite.text')}</p>
      <Form action={t('users.invite')} submit={async ({ email = '', username = '', locale }) => {
        const user = await call('admin/users/invite', { email, ...(username && { username }), ...(locale && { locale }) });
        await invited(t(user.is_sent ? 'users.invite.sent' : 'users.invite.not-sent', { email: user.email }));
        close();
      }}>
        <Field name="email" label={t('email')} type="email" />
        <Field name="username" label={t('user-name')} hint={t('users.invite.name')} optional />
        <EmailLanguage />
      </Form>
    </Dialog>
  );
}
