import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { Form } from '../../components/form';
import { t } from '../../language';

/** Changes the name of a user. The user also gets a new password, because the method sets both. */
export function RenameUser({ id, name, renamed }: { id: string; name: string; renamed: (password: string) => Promise<void> }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('users.rename')}</Button>
      {isOpen && (
        <Dialog title={t('users.rename')} close={() => setOpen(false)}>
          <p>{t('users.rename.text', { name })}</p>
          <Form action={t('users.rename')} submit={async ({ username = '' }) => {
            const { password } = await call('admin/users/set-username', id, username);
            setOpen(false);
            await renamed(password);
          }}>
            <Field name="username" label={t('users.rename.name')} />
          </Form>
        </Dialog>
      )}
    </>
  );
}
