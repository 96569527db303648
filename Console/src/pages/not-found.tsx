import { Page } from '../components/page';
import { t } from '../language';
import { href } from '../router';

/** Shows that a page does not exist. */
export const NotFound = () => <Page title={t('not-found.title')}><p><a href={href('/')}>{t('to-account')}</a></p></Page>;
