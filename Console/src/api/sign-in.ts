import { call } from './client';
import { CallFailed } from './errors';
import type { Data } from './methods';
import { begin } from './session';

/** A ticket, which continues a sign-in after the password was correct, until the second factor follows. */
export interface Ticket {
  readonly value: string;
  readonly factors: readonly string[];
}

/** Signs in with a password. Returns a ticket if a second factor is needed. */
export async function signInWithPassword(username: string, password: string, stays: boolean): Promise<Ticket | null> {
  try {
    keep(await call('session/signin', { username, password }), stays);
    return null;
  } catch (failure) {
    if (!(failure instanceof CallFailed) || failure.reason !== 'second_factor_required') throw failure;
    return { value: String(failure.meta.ticket), factors: failure.meta.factors as string[] };
  }
}

/** Stores the session that a method created. */
export function keep({ token, auth }: Data<'session/signin'>, stays: boolean) {
  if (token) begin({ token, name: auth.username, isAdmin: auth.permissions.admin === true }, stays);
}
