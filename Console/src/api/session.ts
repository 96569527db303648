// The session of this browser. It lives in sessionStorage, so it ends with the tab, or in localStorage if the user wants to stay signed in.
// docs/design/decisions.md compares this with a cookie.

/** A signed-in user. */
export interface Session {
  readonly token: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

/** Why there is no session any more. */
export type End = 'signed-out' | 'expired' | 'deleted';

type Listener = () => void;

const key = 'serverless.session';
const listeners = new Set<Listener>();
let session: Session | null = read();
let end: End | null = null;

/** Returns the session; null if nobody is signed in. */
export const currentSession = () => session;

/** Returns why the last session of this tab ended. */
export const lastEnd = () => end;

/** Keeps a new session. */
export function begin(begun: Session, staysSignedIn: boolean) {
  forget();
  (staysSignedIn ? localStorage : sessionStorage).setItem(key, JSON.stringify(begun));
  change(begun, null);
}

/** Changes what is known of the signed-in user. */
export function update(changes: Partial<Omit<Session, 'token'>>) {
  if (session) begin({ ...session, ...changes }, localStorage.getItem(key) !== null);
}

/** Forgets the session. */
export function finish(why: End) {
  forget();
  change(null, why);
}

/** Calls a function whenever the session begins, changes or ends. Returns a function that stops this. */
export function onSession(listener: Listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

// A sign-out in one tab signs out the others that share the session.
addEventListener('storage', event => {
  if (event.key === key || event.key === null) change(read(), session && !read() ? 'signed-out' : null);
});

function read(): Session | null {
  const text = sessionStorage.getItem(key) ?? localStorage.getItem(key);
  try {
    return text === null ? null : JSON.parse(text) as Session;
  } catch {
    return null;
  }
}

function forget() {
  sessionStorage.removeItem(key);
  localStorage.removeItem(key);
}

function change(next: Session | null, why: End | null) {
  [session, end] = [next, why];
  for (const listener of listeners) listener();
}
