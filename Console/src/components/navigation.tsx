import { useSession } from '../hooks/use-session';
import { t, type Key } from '../language';
import { href } from '../router';

type Entry = readonly [path: string, title: Key];

const account: readonly Entry[] = [
  ['/profile', 'profile.title'],
  ['/security', 'security.title'],
  ['/tokens', 'tokens.title'],
  ['/notifications', 'notifications.title'],
  ['/history', 'history.title'],
  ['/data', 'data.title'],
];

const administration: readonly Entry[] = [
  ['/dashboard', 'dashboard.title'],
  ['/users', 'users.title'],
  ['/calls', 'calls.title'],
  ['/audit', 'audit.title'],
  ['/notify', 'notify.title'],
  ['/settings', 'settings.title'],
];

/** The lists of pages: pages of the user's own account, and pages of administrators. */
export function Navigation({ path }: { path: string }) {
  const session = useSession();
  return (
    <div class="side">
      <Pages title={t('account')} pages={account} path={path} />
      {session?.isAdmin && <Pages title={t('administration')} pages={administration} path={path} />}
    </div>
  );
}

function Pages({ title, pages, path }: { title: string; pages: readonly Entry[]; path: string }) {
  return (
    <nav aria-label={title}>
      <p class="nav-title" aria-hidden="true">{title}</p>
      <ul>
        {pages.map(([to, name]) => <li key={to}><a href={href(to)} aria-current={to === path ? 'page' : path.startsWith(`${to}/`) ? 'true' : undefined}>{t(name)}</a></li>)}
      </ul>
    </nav>
  );
}
