// Calls methods of the public API. The console uses no other interface, except the socket for notifications.
import { CallFailed, Offline } from './errors';
import type { Data, Failure, Method, Parameters, Result } from './methods';
import { currentSession, finish } from './session';

let proveIdentity = (): Promise<void> => Promise.reject(new Error('Nobody asks for a proof of identity yet.'));
let enrol = () => {};
let tokenThatMustEnrol: string | undefined;

/** Sets the handler for methods that need a fresh session. The call is repeated when the promise is fulfilled. */
export function onReauthentication(handler: () => Promise<void>) {
  proveIdentity = handler;
}

/** Sets the handler for a user who must add a second factor first. */
export function onEnrolment(handler: () => void) {
  enrol = handler;
}

/** Returns whether the server refused a call of this session because the user must add a second factor first. */
export const isEnrolmentRequired = () => tokenThatMustEnrol !== undefined && tokenThatMustEnrol === currentSession()?.token;

/** Calls a method and returns its data. */
export async function call<M extends Method>(method: M, ...parameters: Parameters<M>): Promise<Data<M>> {
  return (await callForResult(method, ...parameters) as { data?: unknown }).data as Data<M>;
}

/** Calls a method and returns its data and metadata, such as the number of rows. */
async function callForResult<M extends Method>(method: M, ...parameters: Parameters<M>): Promise<Result<M>> {
  const token = currentSession()?.token;
  try {
    return await send(method, parameters, token) as Result<M>;
  } catch (failure) {
    if (!(failure instanceof CallFailed)) throw failure;
    if (failure.reason === 'reauthentication_required') {
      await proveIdentity();
      return await callForResult(method, ...parameters);
    }

    if (failure.reason === 'second_factor_enrolment_required') {
      tokenThatMustEnrol = token;
      enrol();
    }

    if (failure.reason === 'insufficient_permissions') await finishIfOver(token);
    throw failure;
  }
}

/** The metadata of a list. */
interface Meta {
  readonly total?: unknown;
  readonly continuation?: string | null;
  readonly searched_from?: string;
}

/** Calls a method that lists rows. Returns one page of them, and the metadata of the list. */
export async function callForPage<M extends Method>(method: M, ...parameters: Parameters<M>) {
  const { data, meta } = await callForResult(method, ...parameters) as { data?: Data<M>; meta?: Meta };
  return {
    rows: (data ?? []) as NonNullable<Data<M>>,
    /** The number of rows in all pages; null if the server does not count them. */
    total: meta?.total === undefined ? null : Number(meta.total),
    /** The continuation of a search; null if the search is complete. */
    continuation: meta?.continuation ?? null,
    /** The earliest time that a search has reached; null if the list is not a search. */
    searchedFrom: meta?.searched_from ?? null,
  };
}

/** Checks whether the session has ended, after a method without required permissions returned no data. */
export const noticeEnd = () => finishIfOver(currentSession()?.token);

// The session can expire or be ended elsewhere while the page is open. A newer session of this tab is kept.
async function finishIfOver(token: string | undefined) {
  if (token && !await isAlive(token) && token === currentSession()?.token) finish('expired');
}

async function isAlive(token: string) {
  try {
    await send('session/signin', [], token);
    return true;
  } catch (failure) {
    return !(failure instanceof CallFailed && failure.reason === 'not_authenticated');
  }
}

async function send(method: Method, parameters: readonly unknown[], token: string | undefined): Promise<unknown> {
  let answer: { result: unknown } | { error: Failure };
  let response: Response;
  try {
    response = await fetch(`/api/v1/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(parameters),
      keepalive: method === 'session/signout', // a user who signs out may close the page at once
    });
    answer = await response.json() as typeof answer;
  } catch {
    throw new Offline();
  }

  if ('error' in answer) throw new CallFailed(answer.error, response.headers.get('Retry-After'));
  return answer.result;
}
