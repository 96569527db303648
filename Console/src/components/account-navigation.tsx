import { t, type Key } from '../language';
import { href } from '../router';

const pages: readonly (readonly [path: string, title: Key])[] = [
  ['/profile', 'profile.title'],
  ['/security', 'security.title'],
  ['/tokens', 'tokens.title'],
  ['/notifications', 'notifications.title'],
  ['/data', 'data.title'],
];

/** The list of the pages of the user's own account. */
export function AccountNavigation({ path }: { path: string }) {
  return (
    <nav aria-label={t('account')}>
      <ul>
        {pages.map(([to, title]) => <li key={to}><a href={href(to)} aria-current={to === path ? 'page' : undefined}>{t(title)}</a></li>)}
      </ul>
    </nav>
  );
}
