import { call } from '../../api/client';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { t } from '../../language';

/** Sends an invitation again, to a user who has no password yet. */
export function UserInvitation({ id }: { id: string }) {
  return (
    <Section title={t('users.invite.title')} intro={t('users.invite.waiting')}>
      <Form action={t('users.invite.again')} kind="second" done={t('users.invite.again.done')} submit={() => call('admin/users/send-invitation', id)} />
    </Section>
  );
}
