import { call } from '../api/client';
import { DeadLink } from '../components/dead-link';
import { Form } from '../components/form';
import { LinkPage } from '../components/link-page';
import { Page } from '../components/page';
import { t } from '../language';
import { href } from '../router';

/** Restores an email address that was replaced. */
export function UndoEmailChange() {
  const done = (
    <Page title={t('undo.done')} intro={t('undo.next')}>
      <p><a href={href('/forgot-password')}>{t('forgot.title')}</a></p>
    </Page>
  );
  return (
    <LinkPage
      dead={<DeadLink text={t('undo.dead')} next={t('forgot.title')} nextPath="/forgot-password" />}
      form={redeem => (
        <Page title={t('undo.title')} intro={t('undo.text')}>
          <Form action={t('undo')} submit={() => redeem(token => call('session/undo-email-change', token), done)} />
        </Page>
      )}
    />
  );
}
