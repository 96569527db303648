import { useState } from 'preact/hooks';
import { call } from '../api/client';
import { finish } from '../api/session';
import { Button } from '../components/button';
import { save } from '../components/copy';
import { Dialog } from '../components/dialog';
import { Field } from '../components/field';
import { Form } from '../components/form';
import { Page, Section } from '../components/page';
import { useSession } from '../hooks/use-session';
import { t } from '../language';
import { navigate } from '../router';

/** Gives the user all that is stored of them, and erases it. */
export function YourData() {
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Page title={t('data.title')}>
      <Section title={t('export.title')} intro={t('export.text')}>
        <Form action={t('export')} done={t('export.done')} submit={async () => save('export.json', JSON.stringify(await call('profile/export'), null, 2))} />
      </Section>
      <Section title={t('erase.title')} intro={t('erase.text')}>
        <Button kind="danger" onClick={() => setDeleting(true)}>{t('erase.open')}</Button>
      </Section>
      {isDeleting && <Erase close={() => setDeleting(false)} />}
    </Page>
  );
}

/** Asks for the user name, so that nobody erases an account by a slip. */
function Erase({ close }: { close: () => void }) {
  const name = useSession()?.name ?? '';
  const pattern = name.replace(/[^\p{L}\p{N}]/gu, '\\$&');
  return (
    <Dialog title={t('erase.title')} close={close}>
      <p>{t('erase.confirm', { name })}</p>
      <Form action={t('erase')} kind="danger" submit={async () => {
        await call('profile/delete');
        finish('deleted');
        navigate('/sign-in');
      }}>
        <Field name="confirmation" label={t('user-name')} pattern={pattern} />
      </Form>
    </Dialog>
  );
}
