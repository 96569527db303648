// A web page that creates a passkey and signs in with it, in Chromium with a virtual authenticator. Started by PasskeyBrowserTests.cs:
//   node passkeys.mjs <browser> <port of the page> <address of the API>
// Prints the steps of the page as one JSON object. The page has another origin than the API, as an application of its own.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { longest } from '../../../Harness/wait.mjs';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const [executablePath, port, api] = process.argv.slice(2);

const page = `<!doctype html><script type="module">
const steps = window.steps = {};
const call = async (token, method, ...params) => {
  const response = await fetch(${JSON.stringify(api)} + 'api/v1/' + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) },
    body: JSON.stringify(params),
  });
  const envelope = await response.json();
  return envelope.result?.data ?? { failed: envelope.error?.data?.meta, status: envelope.result?.status ?? envelope.error?.code };
};
const create = async options => (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })).toJSON();
const get = async options => (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();
const answer = async asked => ({ challenge_id: asked.challenge_id, credential: await get(asked.options) });
try {
  const username = 'browser' + Date.now(), password = 'a long and winding road';
  await call(null, 'session/signup', { username, password });
  const { token } = await call(null, 'session/signin', { username, password });
  const options = await call(token, 'profile/passkeys/create-options');
  steps.created = 'id' in await call(token, 'profile/passkeys/create', await create(options), 'virtual');

  // The password alone is not enough any more. The passkey completes the sign-in.
  const halfway = await call(null, 'session/signin', { username, password });
  steps.reason = halfway.failed.reason;
  steps.factors = halfway.failed.factors;
  const { ticket } = halfway.failed;
  const second = await call(null, 'session/signin-second-factor', ticket, { passkey: await answer(await call(null, 'session/passkey-options', ticket)) });
  steps.second = second.auth.username === username;

  // The passkey alone is enough.
  const alone = await call(null, 'session/signin-passkey', await answer(await call(null, 'session/passkey-options')));
  steps.alone = alone.auth.username === username;
  const factors = await call(alone.token, 'profile/factors/read');
  steps.names = factors.passkeys.map(passkey => passkey.name);
  steps.used = factors.passkeys.every(passkey => passkey.last_used !== null);

  // The same authenticator creates no second passkey for this user.
  steps.again = await create(await call(token, 'profile/passkeys/create-options')).then(() => 'created', error => error.name);
} catch (error) {
  steps.error = String(error?.stack ?? error);
}
window.done = true;
</script>`;

const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
await new Promise(resolve => server.listen(Number(port), '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const tab = await browser.newPage();
  const problems = [];
  tab.on('pageerror', error => problems.push(error.message));
  const devTools = await tab.context().newCDPSession(tab);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await tab.goto(`http://localhost:${port}/`);
  await tab.waitForFunction('window.done', undefined, { timeout: longest }).catch(error => problems.push(error.message));
  console.log(JSON.stringify({ steps: await tab.evaluate('window.steps'), problems }));
} finally {
  await browser.close();
  server.close();
}
