import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { onEnrolment } from './api/client';
import { lazy } from './components/lazy';
import { Navigation } from './components/navigation';
import { Reauthenticate } from './components/reauthenticate';
import { Shell } from './components/shell';
import { useSession } from './hooks/use-session';
import { loadSite } from './hooks/use-site';
import { useLanguage } from './language';
import { ConfirmEmail } from './pages/confirm-email';
import { FirstSteps } from './pages/first-steps';
import { AskConfirmation, ForgotPassword } from './pages/forgot-password';
import { NotFound } from './pages/not-found';
import { Notifications } from './pages/notifications';
import { Profile } from './pages/profile';
import { ResetPassword } from './pages/reset-password';
import { Security } from './pages/security/security';
import { SignIn } from './pages/sign-in';
import { SignUp } from './pages/sign-up';
import { Tokens } from './pages/tokens/tokens';
import { UndoEmailChange } from './pages/undo-email-change';
import { YourData } from './pages/your-data';
import { navigate, usePlace } from './router';

/** Pages without a sign-in. */
const open: Record<string, ComponentType> = {
  '/sign-up': SignUp,
  '/forgot-password': ForgotPassword,
  '/reset-password': ResetPassword,
  '/confirm-email': ConfirmEmail,
  '/ask-confirmation': AskConfirmation,
  '/undo-email-change': UndoEmailChange,
};

/** Pages of the user's own account. Without a session, the sign-in comes first. */
const account: Record<string, ComponentType> = {
  '/profile': Profile,
  '/security': Security,
  '/tokens': Tokens,
  '/notifications': Notifications,
  '/history': lazy('history.title', async () => (await import('./pages/history')).History),
  '/data': YourData,
};

/** Pages of administrators. The server checks every call, so this only hides what would fail. */
const administration: Record<string, ComponentType> = {
  '/dashboard': lazy('dashboard.title', async () => (await import('./pages/dashboard/dashboard')).Dashboard),
  '/users': lazy('users.title', async () => (await import('./pages/users/users')).Users),
  '/calls': lazy('calls.title', async () => (await import('./pages/calls/calls')).Calls),
  '/notify': lazy('notify.title', async () => (await import('./pages/notify/notify')).Notify),
  '/audit': lazy('audit.title', async () => (await import('./pages/audit/audit')).Audit),
  '/settings': lazy('settings.title', async () => (await import('./pages/settings/settings')).Settings),
};

const UserDetail = lazy('users.one', async () => (await import('./pages/users/user-detail')).UserDetail);

/** Shows the page of the current path. */
export function App() {
  useLanguage();
  useEffect(() => void loadSite(), []);
  useEffect(() => onEnrolment(() => navigate('/security')), []);
  return (
    <Shell>
      <Content />
      <Reauthenticate />
    </Shell>
  );
}

function Content() {
  const { path } = usePlace();
  const session = useSession();
  const isStart = path === '/' || path === '/sign-in';
  useEffect(() => {
    if (isStart && session) navigate(session.isAdmin ? '/dashboard' : '/profile', 'replace');
  }, [isStart, session]);

  const Administered = administration[path] ?? (/^\/users\/\d+$/.test(path) ? UserDetail : undefined);
  const Own = account[path] ?? Administered;
  if (Own && session && (session.isAdmin || !Administered)) {
    const frame = (
      <div class={Administered ? 'frame wide' : 'frame'}>
        <Navigation path={path} />
        <main id="main"><Own key={path} /></main>
      </div>
    );
    return session.isAdmin ? <FirstSteps key={session.token} session={session} path={path}>{frame}</FirstSteps> : frame;
  }

  const Shown = isStart || (Own && !session) ? SignIn : open[path] ?? NotFound;
  return <main id="main" class="narrow"><Shown key={path} /></main>;
}
