// What people do again and again.

/** The longest time, in milliseconds, that anything may take: far longer than it does, so that a busy machine makes a test slow but never fails it. TestTimeout.cs has the same. */
export const longest = 120_000;

/** Waits until a condition holds. */
export async function until(condition, otherwise) {
  const end = Date.now() + longest;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(otherwise);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Returns the steps on a page of the app at an address. */
export function stepsOf(page, base) {
  return { open, press, heading, focused, signIn, answer, call, until, withoutConnection, whileWaiting, endElsewhere };

  /** Opens a path of the console as a link from elsewhere does: the page is loaded. */
  async function open(path) {
    await page.goto('about:blank');
    await page.goto(`${base}console/${path}`);
  }

  function press(text) {
    return page.getByRole('button', { name: text, exact: true }).last().click();
  }

  function heading(text) {
    return page.getByRole('heading', { name: text, exact: true }).first().waitFor();
  }

  function focused() {
    return page.evaluate(() => document.activeElement.name || document.activeElement.className);
  }

  async function signIn(user, secret) {
    await page.getByLabel('User name or email address').fill(user);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await press('Sign in');
  }

  /** Answers the next call of a method in the place of the server. */
  async function answer(method, status, reason, headers = {}, message = reason) {
    const body = { jsonrpc: '2.0', error: { code: status, message, data: { exception: false, meta: { reason } } } };
    await page.route(`**/api/v1/${method}`, route => route.fulfill({ status, headers, json: body }), { times: 1 });
  }

  /** Does something while there is no connection. */
  async function withoutConnection(act) {
    await page.context().setOffline(true);
    await act();
    await page.context().setOffline(false);
  }

  /** Does something while the server has not answered any call yet. */
  async function whileWaiting(act) {
    const calls = '**/api/v1/**';
    let goOn;
    const waiting = new Promise(resolve => (goOn = resolve));
    await page.route(calls, async route => {
      await waiting;
      await route.continue();
    });
    await act();
    goOn();
    await page.unrouteAll({ behavior: 'wait' });
  }

  /** Ends the session of the page without the browser. */
  async function endElsewhere() {
    const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('serverless.session')).token);
    await call('session/signout', [], token);
  }

  /** Calls a method without the browser. */
  async function call(method, parameters, token) {
    const response = await fetch(`${base}api/v1/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(parameters),
    });
    return (await response.json()).result?.data;
  }
}
