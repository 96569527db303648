import { call } from '../../api/client';
import { Form } from '../../components/form';
import { Section } from '../../components/page';
import { t } from '../../language';

/** Ends the other sessions of the user. */
export function Sessions() {
  return (
    <Section title={t('sessions.title')} intro={t('sessions.text')}>
      <Form action={t('sessions.end')} kind="second" done={t('sessions.ended')} submit={() => call('profile/delete-sessions')} />
    </Section>
  );
}
