import { call } from '../api/client';
import { finish } from '../api/session';
import { save } from '../components/copy';
import { Erase } from '../components/erase';
import { Form } from '../components/form';
import { Page, Section } from '../components/page';
import { useSession } from '../hooks/use-session';
import { t } from '../language';
import { navigate } from '../router';

/** Exports and erases all data that is stored about the user. */
export function YourData() {
  const name = useSession()?.name ?? '';
  return (
    <Page title={t('data.title')}>
      <Section title={t('export.title')} intro={t('export.text')}>
        <Form action={t('export')} kind="second" done={t('export.done')} submit={async () => save('export.json', JSON.stringify(await call('profile/export'), null, 2))} />
      </Section>
      <Section title={t('erase.title')} intro={t('erase.text')}>
        <Erase name={name} action={t('erase')} title={t('erase.title')} text={t('erase.confirm', { name })} run={async () => {
          await call('profile/delete');
          finish('deleted');
          navigate('/sign-in');
        }} />
      </Section>
    </Page>
  );
}
