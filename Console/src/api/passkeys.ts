// The browser's part of passkeys. The server defines the request to the browser, and verifies the result.
import { call } from './client';
import { Cancelled } from './errors';
import type { Data } from './methods';

/** The response of a passkey to a challenge of the server. */
export interface PasskeyProof {
  challenge_id: string;
  credential: Record<string, never>;
}

/** Returns whether the browser supports passkeys on this page. The URL needs HTTPS with a host name, or localhost. */
export const hasPasskeys = () => 'PublicKeyCredential' in globalThis && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Requests a passkey from the browser: one of the ticket's user, or any passkey of this site. */
export async function askForPasskey(ticket?: string): Promise<PasskeyProof> {
  const asked: Data<'session/passkey-options'> = ticket ? await call('session/passkey-options', ticket) : await call('session/passkey-options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return { challenge_id: asked.challenge_id, credential: toJson(await unlessCancelled(navigator.credentials.get({ publicKey }))) };
}

/** Creates a passkey of the signed-in user in the browser, and adds it to the account. */
export async function createPasskey(name: string) {
  const options = await call('profile/passkeys/create-options');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  await call('profile/passkeys/create', toJson(await unlessCancelled(navigator.credentials.create({ publicKey }))), name);
}

const toJson = (credential: Credential | null) => (credential as PublicKeyCredential).toJSON() as Record<string, never>;

async function unlessCancelled<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) throw new Cancelled();
    throw error;
  }
}
