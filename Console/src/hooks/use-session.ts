import { useEffect, useState } from 'preact/hooks';
import { currentSession, onSession } from '../api/session';

/** Returns the session of this browser, and renders again when it begins, changes or ends. */
export function useSession() {
  const [session, setSession] = useState(currentSession);
  useEffect(() => onSession(() => setSession(currentSession())), []);
  return session;
}
