import { call } from '../api/client';
import { Button } from '../components/button';
import { DeadLink } from '../components/dead-link';
import { ErrorSummary } from '../components/error-summary';
import { LinkPage } from '../components/link-page';
import { Page } from '../components/page';
import { useAction } from '../hooks/use-action';
import { t } from '../language';
import { explain } from '../language/explain';
import { href } from '../router';

/** Confirms an email address with the token of an email, or removes it from an account of another person. */
export function ConfirmEmail() {
  return (
    <LinkPage
      dead={<DeadLink text={t('confirm.dead')} next={t('ask.title')} nextPath="/ask-confirmation" />}
      form={redeem => <Question
        confirm={() => redeem(token => call('session/confirm-email-by-token', token), <Page title={t('confirm.done')}><p><a href={href('/')}>{t('to-account')}</a></p></Page>)}
        refuse={() => redeem(token => call('session/refuse-email-by-token', token), <Page title={t('refuse.done')}><p>{t('refuse.next')}</p></Page>)}
      />}
    />
  );
}

function Question({ confirm, refuse }: { confirm: () => Promise<void>; refuse: () => Promise<void> }) {
  const answer = useAction((run: () => Promise<void>) => run());
  return (
    <Page title={t('confirm.title')} intro={t('confirm.text')}>
      <ErrorSummary problems={answer.error ? [{ field: null, text: explain(answer.error) }] : []} />
      <div class="buttons">
        <Button kind="main" busy={answer.busy} onClick={() => answer.run(confirm)}>{t('confirm')}</Button>
        <Button busy={answer.busy} onClick={() => answer.run(refuse)}>{t('refuse')}</Button>
      </div>
    </Page>
  );
}
