import { Page } from '../components/page';
import { t } from '../language';
import { href } from '../router';

/** Says that there is no such page. */
export const NotFound = () => <Page title={t('not-found.title')}><p><a href={href('/')}>{t('to-account')}</a></p></Page>;
