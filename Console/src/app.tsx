import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { onEnrolment } from './api/client';
import { AccountNavigation } from './components/account-navigation';
import { Reauthenticate } from './components/reauthenticate';
import { Shell } from './components/shell';
import { useSession } from './hooks/use-session';
import { useLanguage } from './language';
import { ConfirmEmail } from './pages/confirm-email';
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

/** Pages for everybody. */
const open: Record<string, ComponentType> = {
  '/sign-up': SignUp,
  '/forgot-password': ForgotPassword,
  '/reset-password': ResetPassword,
  '/confirm-email': ConfirmEmail,
  '/ask-confirmation': AskConfirmation,
  '/undo-email-change': UndoEmailChange,
};

/** Pages of the user's own account. Who is not signed in, signs in there, and is where they wanted to be. */
const account: Record<string, ComponentType> = {
  '/profile': Profile,
  '/security': Security,
  '/tokens': Tokens,
  '/notifications': Notifications,
  '/data': YourData,
};

/** The console: the page that belongs to the path. */
export function App() {
  useLanguage();
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
    if (isStart && session) navigate('/profile', 'replace');
  }, [isStart, session]);

  const Own = account[path];
  if (Own && session) {
    return (
      <div class="account">
        <AccountNavigation path={path} />
        <main id="main"><Own key={path} /></main>
      </div>
    );
  }

  const Shown = isStart || Own ? SignIn : open[path] ?? NotFound;
  return <main id="main" class="narrow"><Shown key={path} /></main>;
}
