// The session of this browser. It is stored in sessionStorage, so it ends with the tab, or in localStorage if the user stays signed in.
// docs/design/decisions.md compares this with a cookie.

/** A signed-in user. */
export interface Session {
  readonly token: string;
  readonly name: string;
  readonly isAdmin: boolean;
  /** Whether the account has a second factor and no initial password. */
  readonly isProtected?: boolean;
  /** Whether the user postponed adding a second factor. */
  readonly putsOffFactor?: boolean;
}

/** The reason why the session ended. */
export type End = 'signed-out' | 'expired' | 'deleted';

type Listener = () => void;

const key = 'serverless.session';
const listeners = new Set<Listener>();
let session: Session | null = read();
let end: End | null = null;

/** Returns the session; null if the user is not signed in. */
export const currentSession = () => session;

/** Returns why the last session of this tab ended. */
export const lastEnd = () => end;

/** Stores a new session. */
export function begin(begun: Session, staysSignedIn: boolean) {
  forget();
  store(begun, staysSignedIn ? localStorage : sessionStorage);
}

/** Changes the stored data of the signed-in user. The session stays in the same storage. */
export function update(changes: Partial<Omit<Session, 'token'>>) {
  const place = session && placeOf(session);
  if (session && place) store({ ...session, ...changes }, place);
}

/** Removes the session. */
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
  return readFrom(sessionStorage) ?? readFrom(localStorage);
}

function readFrom(place: Storage): Session | null {
  try {
    return JSON.parse(place.getItem(key) ?? 'null') as Session | null;
  } catch {
    return null;
  }
}

/** Returns where a session is stored; undefined if another tab ended it. */
const placeOf = ({ token }: Session) => [sessionStorage, localStorage].find(place => readFrom(place)?.token === token);

function store(kept: Session, place: Storage) {
  place.setItem(key, JSON.stringify(kept));
  change(kept, null);
}

// The tabs of a browser can have sessions of different users, and share localStorage. Each tab removes only its own session.
function forget() {
  if (session) placeOf(session)?.removeItem(key);
}

function change(next: Session | null, why: End | null) {
  [session, end] = [next, why];
  for (const listener of listeners) listener();
}
