import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { call } from '../api/client';
import { currentSession, finish } from '../api/session';
import { useSession } from '../hooks/use-session';
import { useSite } from '../hooks/use-site';
import { chooseLanguage, currentLanguage, languages, t, type Language } from '../language';
import { href } from '../router';
import { Button } from './button';

/** The frame of every page: the header with the language, a notice while there is no connection, and the main part. */
export function Shell({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>{t('skip')}</a>
      <header>
        <Product />
        <div class="header-end">
          <LanguageChoice />
          <SignedIn />
        </div>
      </header>
      <Connection />
      {children}
    </>
  );
}

/** The logo and the name of the site, or the name of the app. */
function Product() {
  const site = useSite();
  return (
    <a class="product" href={href('/')}>
      {site?.logo && <img src={site.logo} alt="" height={28} />}
      <span>{site?.name ?? t('product')}</span>
    </a>
  );
}

function skip(event: Event) {
  event.preventDefault();
  document.querySelector<HTMLElement>('main h1')?.focus();
}

function SignedIn() {
  const session = useSession();
  if (!session) return null;
  return (
    <>
      <span class="who">{session.name}</span>
      <Button kind="quiet" onClick={signOut}>{t('sign-out')}</Button>
    </>
  );
}

/** Ends the session here immediately, and on the server. Without a connection, the session expires on the server. */
function signOut() {
  void call('session/signout').catch(() => {});
  finish('signed-out');
}

function LanguageChoice() {
  const id = useId();
  return (
    <div class="language">
      <label class="unseen" for={id}>{t('language')}</label>
      <select id={id} value={currentLanguage()} onChange={event => void choose(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([language, name]) => <option key={language} value={language} lang={language}>{name}</option>)}
      </select>
    </div>
  );
}

/** Changes the language of the console, and the language of emails to the signed-in user. */
async function choose(language: Language) {
  await chooseLanguage(language);
  if (currentSession()) await call('profile/set-locale', language).catch(() => {});
}

function Connection() {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    addEventListener('online', update);
    addEventListener('offline', update);
    return () => {
      removeEventListener('online', update);
      removeEventListener('offline', update);
    };
  }, []);
  return <div role="status">{!isOnline && <p class="offline">{t('offline')}</p>}</div>;
}
