// What administrators do with the log of calls and the dashboard, in this order: each part begins where the one before ended.
import { readFileSync } from 'node:fs';

/** Returns the parts. They take what console.mjs offers them. */
export function numbers({ page, check, facts, open, press, heading, signIn, answer, call, rootPassword }) {
  const password = 'a password of my own';

  return [readCalls, saveCalls, watch];

  async function readCalls() {
    const { token } = await call('session/signin', [{ username: 'root', password: rootPassword }]);
    await call('profile/set-password', [password], token);
    await call('admin/users/create', [{ username: 'bob' }], token);
    await open('users');
    await signIn('root', password);
    await press('Later'); // a second factor
    await heading('Users');
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('cell', { name: '/v1/admin/users/create' }).first().waitFor();
    await page.locator('.chart canvas').waitFor();
    await check('calls');
    await page.getByLabel('Method', { exact: true }).fill('/v1/nothing');
    await press('Show');
    await page.getByText('No calls were found.').waitFor();
    await check('calls, none');
    await page.getByLabel('Method', { exact: true }).fill('');
    await call('profile/set-telegram-username', ['x']); // refused
    await page.getByLabel('Status', { exact: true }).fill('failed');
    await press('Show');
    await page.getByRole('heading', { name: 'The calls that are loaded' }).waitFor();
    facts.filtered = new URL(page.url()).search;
    facts.onlyFailed = await page.locator('td .badge.good').count() === 0 && await page.locator('td .badge.bad').count() > 0;
    await page.locator('.chart canvas').waitFor();
    await check('calls, failed');
    await page.locator('.figures').getByRole('button', { name: 'Table', exact: true }).click();
    await page.locator('.figures td').first().waitFor();
    await check('calls, failed, chart as a table');
    await page.locator('main > .table button, main .table td button').last().click();
    await page.locator('dialog').getByText('Started').waitFor();
    await check('call');
    await page.locator('dialog').getByRole('button', { name: 'Close' }).click();
    await page.goBack(); // to the filter before
    await page.getByText('No calls were found.').waitFor();
    await open('calls?user=1&from=2020-01-01T00:00'); // as a link that was passed on
    await page.getByRole('cell', { name: '/v1/admin/users/create' }).first().waitFor();
    facts.kept = [await page.getByLabel('User', { exact: true }).inputValue(), await page.getByLabel('From', { exact: true }).inputValue()];
    await page.getByLabel('Before', { exact: true }).fill('2020-01-02T00:00');
    await press('Show');
    await page.getByText('No calls were found.').waitFor();
    await press('Clear the filters');
    await page.getByRole('cell', { name: '/v1/admin/users/create' }).first().waitFor();
  }

  async function saveCalls() {
    // A search that must be continued, and a text that a spreadsheet would run as a formula.
    const row = (number, text) => ({ method_id: '/v1/a', user_id: null, started: `2026-11-29T12:00:0${number}.000Z`, finished: `2026-11-29T12:00:0${number}.005Z`, runtime: 5, is_error: true, is_exception: false, status: -32801, status_text: text });
    const part = (rows, continuation) => ({ jsonrpc: '2.0', result: { status: 200, status_text: 'OK', exception: false, data: rows.length ? rows : null, meta: { rows: rows.length, searched_from: '2026-11-29T11:00:00.000Z', continuation } } });
    await page.route('**/api/v1/admin/api-call-log/read-log', route => {
      const [{ continuation = 0 }] = route.request().postDataJSON(); // the console continues the search itself, up to a limit
      return route.fulfill({ json: continuation < 5 ? part([], `${+continuation + 1}`) : part([row(1, '=1+1'), row(0, 'a "b", c')], null) });
    });
    await page.getByLabel('User', { exact: true }).fill('1');
    await press('Show');
    await page.getByText('No calls were found so far.').waitFor();
    await check('calls, search that goes on');
    await press('Continue the search');
    await page.getByText('=1+1').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), press('Download as CSV')]);
    facts.csv = readFileSync(await download.path(), 'utf8');
    await page.getByText('Calls saved: 2').waitFor();
    await page.unroute('**/api/v1/admin/api-call-log/read-log');
    await answer('admin/api-call-log/read-log', 429, 'too_many_requests', { 'Retry-After': '30' });
    await press('Load again');
    await page.getByText('Too many attempts. Try again in 30 seconds.').waitFor();
    await check('calls, too many');
    await press('Try again');
    await page.getByRole('cell', { name: '/v1/admin/users/create' }).first().waitFor();
  }

  async function watch() {
    await answer('admin/status/read', 503, 'service_unavailable', { 'Retry-After': '10' });
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await heading('Dashboard');
    await page.getByText('The server is busy. Try again in 10 seconds.').waitFor();
    await check('dashboard, status unavailable');
    await press('Try again');
    await page.getByText('Available', { exact: true }).waitFor();
    await page.locator('.chart canvas').nth(3).waitFor();
    await check('dashboard');
    facts.dashed = await page.locator('.mark').evaluateAll(marks => new Set(marks.slice(0, 3).map(mark => getComputedStyle(mark).borderTopStyle)).size);
    for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.press('Enter'); // by keyboard
    await page.getByRole('region', { name: 'Sign-ups and sign-ins per day' }).locator('td').first().waitFor();
    await check('dashboard, tables');
    await page.getByLabel('Period').selectOption('30');
    await heading('Calls per ten minutes');
    await page.getByRole('button', { name: 'Show the chart of /v1/admin/users/create' }).click();
    facts.method = await page.getByLabel('Method', { exact: true }).inputValue();
    await check('dashboard, a method of 30 days');
    await page.route('**/api/v1/admin/status/read', route => route.fulfill({ json: { jsonrpc: '2.0', result: { status: 200, status_text: 'OK', exception: false, data: { version: '1.2.3', commit: null, form: 4, storage: { is_available: false, unavailable: ['Mail'], statistics_age: null }, emails: { waiting: 7, given_up: 2 } } } } }), { times: 1 });
    await open('dashboard');
    await page.getByText('Unavailable: Mail').waitFor();
    await check('dashboard, troubles');
    await open(''); // an administrator lands on the dashboard
    await heading('Dashboard');
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
  }
}
