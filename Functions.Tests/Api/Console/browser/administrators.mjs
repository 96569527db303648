// What administrators do, in this order: each part begins where the one before ended.

import { until } from '../../../Harness/wait.mjs';
import { codeOf } from './account.mjs';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const user = 'bob_o-b@example.com'; // has what a pattern would have to escape

/** Returns the parts. They take what console.mjs offers them. */
export function administrators({ page, check, facts, open, press, heading, signIn, answer, call, rootPassword }) {
  const dialog = page.locator('dialog');
  const password = 'a password of my own';

  return [firstPassword, firstFactor, listUsers, createUser, inviteUser, helpUser, endAccess, notifyUsers, eraseUser, readAudit, changeSite, changeTemplate, signOut];

  /** Root has the password of the installation, and must replace it before anything else. */
  async function firstPassword() {
    await open('');
    await answer('profile/security/read', 503, 'storage_unavailable', { 'Retry-After': '1' });
    await signIn('root', rootPassword);
    await page.getByRole('alert').waitFor();
    await check('first steps, not loaded');
    await press('Try again');
    await heading('Choose your own password');
    await check('first password');
    for (const [language, title] of [['de', 'Wählen Sie ein eigenes Passwort'], ['zh', '设置您自己的密码'], ['en', 'Choose your own password']]) {
      await page.locator('header select').selectOption(language);
      await heading(title);
      if (language !== 'en') await check(`first password, ${language}`);
    }

    await open('calls');
    await heading('Choose your own password'); // no page without it
    facts.menuWaits = await page.getByRole('link', { name: 'Calls' }).count() === 0;
    await page.getByLabel('New password').fill('short');
    await press('Set password');
    await page.locator('.problem', { hasText: 'at least 8 characters' }).waitFor();
    await check('first password, refused');
    await answer('profile/set-password', 403, 'second_factor_enrolment_required');
    await page.getByLabel('New password').fill(password);
    await press('Set password');
    await heading('Protect your account'); // the settings require a second factor: it comes first, and cannot wait
    facts.cannotWait = await page.getByRole('button', { name: 'Later' }).count() === 0;
    await page.reload();
    await page.getByLabel('New password').fill(password);
    await press('Set password');
  }

  /** The second factor can wait. A reminder stays until there is one. */
  async function firstFactor() {
    await heading('Protect your account');
    await check('first factor');
    await press('Later');
    await heading('Security'); // where the settings led
    const reminder = page.getByText('Your account has no second factor.');
    await open(''); // the reminder stays, and so does the choice
    await heading('Dashboard');
    await reminder.waitFor();
    await check('reminder of a second factor');
    await page.getByRole('link', { name: 'Add a second factor' }).click();
    await heading('Security');
    const { token } = await page.evaluate(() => JSON.parse(sessionStorage.getItem('serverless.session')));
    await press('Sign out');
    await open(''); // at once: the session ends here and on the server all the same
    await signIn('root', password);
    await until(async () => await call('profile/read', [], token) === undefined, 'The session that was signed out goes on.');
    await heading('Protect your account');
    await press('Set up an authenticator app');
    const secret = await page.locator('dialog .secret code').textContent();
    await page.getByLabel('Code').fill(codeOf(secret));
    await press('Continue');
    await page.locator('dialog').getByText('Recovery codes').first().waitFor();
    await check('first factor, recovery codes');
    await page.locator('dialog form button.main').click();
    await page.getByText('A second factor protects your account.').waitFor();
    await check('first factor, added');
    await press('Continue');
    await heading('Dashboard');
    facts.isReminded = await reminder.count() > 0;
  }

  async function listUsers() {
    await open('users');
    await heading('Users');
    await page.getByText('There are no users yet.').waitFor(); // root is in no list
    await check('users, none');
  }

  async function createUser() {
    await press('Create a user');
    await check('create a user');
    await dialog.getByLabel('User name').fill(user);
    await dialog.getByLabel('Email address').fill(user);
    await dialog.getByRole('button', { name: 'Create a user' }).click();
    await page.getByText('Copy the password now').waitFor();
    await check('generated password');
    facts.generated = (await page.locator('dialog code').textContent()).length > 10;
    await press('I have copied the password');
    await page.getByRole('link', { name: user }).waitFor();
    await press('User name');
    facts.sorted = await page.locator('th').first().getAttribute('aria-sort');
    await page.getByLabel('Search').fill('zzz');
    await page.getByText('No user matches.').waitFor();
    await check('users, no match');
    await page.getByLabel('Search').fill('bo');
    await page.getByRole('link', { name: user }).waitFor();
    await check('users');
  }

  async function inviteUser() {
    await press('Invite a user');
    await check('invite a user');
    await dialog.getByLabel('Email address').fill('cleo@example.com');
    await answer('admin/users/invite', 429, 'too_many_requests');
    await dialog.getByRole('button', { name: 'Invite a user' }).click();
    await page.getByText('Too many attempts.').waitFor();
    await dialog.getByLabel('Language of emails').selectOption('Deutsch');
    const [invitation] = await Promise.all([page.waitForRequest('**/admin/users/invite'), dialog.getByRole('button', { name: 'Invite a user' }).click()]);
    facts.invitation = invitation.postDataJSON();
    await page.getByText('The invitation to cleo@example.com is on its way.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.getByLabel('Search').fill('cleo');
    await page.getByRole('link', { name: 'cleo@example.com' }).click();
    await heading('cleo@example.com');
    await page.getByText('This user cannot sign in yet.').waitFor();
    await check('invited user');
    await press('Send the invitation again');
    await page.getByText('Earlier links no longer work.').waitFor();
    await page.getByRole('link', { name: 'All users' }).click();
    await page.getByRole('link', { name: user }).waitFor();
  }

  async function helpUser() {
    await page.getByRole('link', { name: user }).click();
    await heading(user);
    await page.locator('main input[type=checkbox]').first().waitFor();
    await check('user');
    await press('Disable');
    await page.getByText('Disabled', { exact: true }).waitFor();
    await press('Enable');
    await page.getByText('Enabled', { exact: true }).waitFor();
    await page.locator('main input[type=checkbox]').first().check();
    await press('Save');
    await page.getByText('Saved.').waitFor();
    await press('Set a new password');
    await check('set a new password');
    await dialog.getByRole('button', { name: 'Set a new password' }).click();
    await page.getByText('Copy the password now').waitFor();
    facts.password = await page.locator('dialog code').textContent();
    await press('I have copied the password');
    await press('Set a new user name');
    await check('set a new user name');
    await answer('admin/users/set-username', 409, 'user_exists');
    await dialog.getByLabel('New user name').fill(user);
    await dialog.getByRole('button', { name: 'Set a new user name' }).click();
    await page.getByText('This name or email address is taken.').first().waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await answer('admin/users/reset-factors', 403, 'root_account');
    await press('Remove second factors');
    await dialog.getByRole('button', { name: 'Remove second factors' }).click();
    await page.getByText('This cannot be done to the root account.').waitFor();
    await dialog.getByRole('button', { name: 'Remove second factors' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async function endAccess() {
    const id = page.url().split('/').pop();
    await page.getByText('The user has no session.').waitFor();
    await page.getByText('The user has no API token.').waitFor();
    // A program whose name a spreadsheet would run.
    await fetch(new URL('/api/v1/session/signin', page.url()), {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': '=SUM(1,2)' }, body: JSON.stringify([{ username: user, password: facts.password }]),
    });
    const one = await call('session/signin', [{ username: user, password: facts.password }]);
    await call('api-tokens/create', ['backup', { expires_in_days: 3 }], one.token);
    await open(`users/${id}`);
    await page.getByText('backup', { exact: true }).waitFor();
    await check('user with sessions and tokens');
    await page.getByRole('button', { name: 'Sign out: ' }).first().click();
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out: ' }).nth(1).waitFor({ state: 'detached' });
    facts.oneSessionLeft = await page.getByRole('button', { name: 'Sign out: ' }).count() === 1;
    await page.getByRole('button', { name: 'Delete: backup' }).click();
    await answer('admin/users/delete-api-token', 404, 'token_not_found');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('This does not exist any more.').first().waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('The user has no API token.').waitFor();
    await press('Sign the user out everywhere');
    await page.getByText('All sessions of the user have ended.').waitFor();
    await page.locator('summary').first().waitFor();
    facts.callsOfUser = await page.getByRole('link', { name: 'Calls of this user' }).getAttribute('href') === `/console/calls?user=${id}`;
  }

  async function notifyUsers() {
    const back = page.url();
    await page.getByRole('link', { name: 'Notify users' }).click();
    await heading('Notify users');
    await check('notify, empty');
    await press('Preview');
    await page.getByText('Subject: enter something.').first().waitFor();
    await page.getByLabel('Subject').fill('Maintenance');
    await page.getByLabel('Text').fill('On Sunday,\nfrom 6 to 7.');
    await press('Preview');
    await page.getByText('Recipients: choose at least one user, or all users.').waitFor();
    await check('notify, nobody');
    await page.getByLabel('Search users to add').fill('zzz');
    await page.getByText('No user matches.').waitFor();
    await page.getByLabel('Search users to add').fill('bo');
    await page.getByRole('button', { name: `Add ${user}` }).click();
    await page.getByText('Chosen: 1').waitFor();
    await page.getByRole('button', { name: `Remove ${user}` }).click();
    await page.getByText('Chosen: 0').waitFor();
    await page.getByRole('button', { name: `Add ${user}` }).click();
    await check('notify, chosen');
    await press('Preview');
    await dialog.getByText('On Sunday,').waitFor();
    await check('notify, preview');
    await answer('admin/notifications/create', 429, 'too_many_requests', { 'Retry-After': '30' });
    await press('Send');
    await page.getByText('Too many attempts. Try again in 30 seconds.').waitFor();
    await press('Send');
    await page.getByText('The notification is on its way. Recipients: 1').waitFor();
    await page.getByLabel('All users').check();
    await page.getByLabel('Subject').fill('To everybody');
    await page.getByLabel('Text').fill('Hello.');
    await press('Preview');
    await dialog.getByText('Recipients: all users, about 3.').waitFor();
    await page.route('**/api/v1/admin/notifications/read-progress', route => route.fulfill({ json: { jsonrpc: '2.0', result: { status: 200, status_text: 'OK', exception: false, data: { id: '1', created: '2026-11-29T12:00:00.000Z', delivered: 500, expected: 1200, finished: null } } } }), { times: 1 });
    await press('Send');
    await page.getByText('Delivered: 500 of about 1200').waitFor();
    await check('notify, progress');
    await page.getByText('The notification was delivered to all users').waitFor();
    await page.getByRole('link', { name: 'Notifications', exact: true }).click();
    await page.getByRole('heading', { name: 'To everybody' }).waitFor();
    await page.goto(back);
    await heading(user);
  }

  async function eraseUser() {
    await press('Erase this user…');
    await check('erase a user');
    await page.getByLabel('User name').fill('bob');
    await dialog.getByRole('button', { name: 'Erase this user' }).click();
    await page.getByText('User name: this does not match.').first().waitFor();
    await page.getByLabel('User name').fill(user);
    await dialog.getByRole('button', { name: 'Erase this user' }).click();
    await page.getByRole('link', { name: 'cleo@example.com' }).waitFor();
    await page.getByRole('link', { name: user }).waitFor({ state: 'detached' });
  }

  async function readAudit() {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await heading('Audit log');
    await page.locator('summary').first().waitFor();
    await check('audit');
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('details[open]').getByText('Number of the event').waitFor();
    await check('audit, one open');
    const [all] = await Promise.all([page.waitForEvent('download'), press('Export as CSV')]);
    facts.csv = await read(all);
    await page.getByLabel('Event', { exact: true }).selectOption('user.erased');
    await page.locator('summary', { hasText: 'The account was erased' }).waitFor();
    await page.locator('summary', { hasText: 'The account was created' }).first().waitFor({ state: 'detached' });
    facts.filterInAddress = new URL(page.url()).search;
    const [file] = await Promise.all([page.waitForEvent('download'), press('Export as CSV')]);
    facts.filteredCsv = await read(file);
    await page.getByText('The file is saved.').waitFor();
    await page.getByLabel('From').fill('2099-01-01T00:00');
    await page.getByText('No event matches.').waitFor();
    await check('audit, none');
    await page.reload();
    await page.getByText('No event matches.').waitFor();
    facts.filterSurvives = await page.getByLabel('From').inputValue();
    await answer('admin/audit/read', 503, 'service_unavailable', { 'Retry-After': '5' });
    await page.getByLabel('Event', { exact: true }).selectOption('');
    await page.getByText('The server is busy.').waitFor();
    await check('audit, error');
    await press('Try again');
    await page.getByText('No event matches.').waitFor();
    await open('audit?actor=1');
    await page.locator('summary').first().waitFor();
  }

  async function read(download) {
    const parts = [];
    for await (const part of await download.createReadStream()) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  }

  async function changeSite() {
    await page.getByRole('link', { name: 'Settings' }).click();
    await heading('Settings');
    await page.frameLocator('iframe').getByText('Please confirm that this email address is yours.').waitFor();
    await check('settings');
    await page.getByLabel('Name of the site').fill('Shop');
    await page.getByLabel('Colour').fill('#b45309');
    await page.locator('form', { has: page.getByLabel('Name of the site') }).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Shop' }).waitFor();
    await page.getByLabel('Image file').setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await page.getByText('Choose a PNG, JPEG or WebP image').waitFor();
    await check('settings, wrong logo');
    await page.getByLabel('Image file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
    await page.getByAltText('The chosen image').waitFor();
    await press('Save the logo');
    await page.getByAltText('The logo of the site').waitFor();
    await page.locator('header img').waitFor();
    facts.logo = await page.locator('header img').evaluate(image => image.complete && image.naturalWidth > 0);
    await page.getByLabel('Host name').fill('not a host');
    await page.locator('form', { has: page.getByLabel('Host name') }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('This value cannot be used.').waitFor();
    await check('settings, refused');
  }

  async function changeTemplate() {
    await page.getByLabel('Subject').fill('Welcome to {{site_name}}');
    await page.getByText('Welcome to Shop').waitFor();
    await page.getByLabel('HTML', { exact: true }).fill('<p>{{nothing}} {{link}}</p>');
    await page.getByText('The html has the unknown placeholder {{nothing}}').waitFor();
    await page.getByLabel('HTML', { exact: true }).fill('<p>Hello shopper</p><p style="color: #b45309">{{link}}</p><script>parent.document.title = "x"</script>');
    await page.getByText('The html must have no scripts').waitFor();
    await page.getByLabel('HTML', { exact: true }).fill('<p>Hello shopper</p><p style="color: #b45309">{{link}}</p>');
    await page.frameLocator('iframe').getByText('Hello shopper').waitFor();
    facts.previewStyle = await page.frameLocator('iframe').locator('p', { hasText: 'confirm-email' }).evaluate(line => getComputedStyle(line).color);
    await press('Send to me');
    await page.getByText('Confirm your own email address first.').waitFor();
    await check('settings, template');
    await page.locator('form', { has: page.getByLabel('Subject') }).getByRole('button', { name: 'Save' }).click();
    await press('Restore the built-in text');
    await page.frameLocator('iframe').getByText('Please confirm that this email address is yours.').waitFor();
    await press('Remove the logo');
    await page.getByText('There is no logo.').waitFor();
    await page.getByLabel('Name of the site').fill('');
    await page.locator('form', { has: page.getByLabel('Name of the site') }).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Serverless' }).waitFor();
  }

  async function signOut() {
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
  }
}
