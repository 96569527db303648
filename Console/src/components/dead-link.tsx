import { t } from '../language';
import { href } from '../router';
import { Page } from './page';

/** Shows that a link from an email no longer works, with instructions. */
export function DeadLink({ text, next, nextPath }: { text: string; next: string; nextPath: string }) {
  return (
    <Page title={t('dead-link.title')}>
      <p>{text}</p>
      <p><a href={href(nextPath)}>{next}</a></p>
    </Page>
  );
}
