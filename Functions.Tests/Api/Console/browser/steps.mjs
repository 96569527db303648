// What people do again and again.

import { until } from '../../../Harness/wait.mjs';

/** Returns the steps on a page of the app at an address. */
export function stepsOf(page, base) {
  const calls = '**/api/v1/**';
  const sent = watchCalls();
  return { open, press, heading, focused, signIn, answer, call, withoutConnection, whileWaiting, endElsewhere };

  /** Opens a path of the console as a link from elsewhere does: the page is loaded. */
  async function open(path) {
    await page.goto('about:blank');
    await page.goto(`${base}console/${path}`);
  }

  /** Presses a button, when nothing can move it any more: a call that is answered later can add rows above it, and the mouse would miss it. */
  async function press(text) {
    await until(isQuiet, `A call was not answered before the button: ${text}`);
    await page.getByRole('button', { name: text, exact: true }).last().click();
  }

  /** Returns whether all calls of the page are answered, and the answers are shown. */
  async function isQuiet() {
    if (sent.size > 0) return false;
    const isShown = await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))).catch(() => false);
    return isShown && sent.size === 0; // a page that is loaded again meanwhile has shown nothing
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

  /** Does something while the server has not answered any call yet. Calls that were sent before are answered first. */
  async function whileWaiting(act) {
    const held = new Set();
    let goOn;
    const waiting = new Promise(resolve => (goOn = resolve));
    await page.route(calls, async route => {
      held.add(route.request());
      await waiting;
      await route.continue();
    });
    await until(() => [...sent].every(request => held.has(request)), 'A call was not answered.');
    await act();
    goOn();
    await page.unrouteAll({ behavior: 'wait' });
  }

  /** Does something on a page that has not noticed yet that its session was ended elsewhere. */
  async function endElsewhere(act) {
    await whileWaiting(async () => {
      const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('serverless.session')).token);
      await call('session/signout', [], token);
      await act();
    });
    await page.getByText('Your session has ended.').waitFor();
  }

  /** Returns the calls of the loaded page that have no answer yet. */
  function watchCalls() {
    const requests = new Set();
    page.on('request', request => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) requests.clear();
      if (request.url().startsWith(`${base}api/v1/`)) requests.add(request);
    });
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, request => requests.delete(request));
    return requests;
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
