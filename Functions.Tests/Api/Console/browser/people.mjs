// What people do with their own account, in this order: each part begins where the one before ended.
import { codeOf } from './account.mjs';
import { stepsOf } from './steps.mjs';

const [name, email, password] = ['ann', 'ann@example.com', 'a long and winding road'];

/** Returns the parts. They take what console.mjs offers them. */
export function people({ page, check, facts, open, press, heading, focused, signIn, answer, call, withoutConnection, endElsewhere, nextToken, rootPassword }) {
  const mine = {}; // what the user keeps: the secret of the authenticator app, a recovery code
  return [signUp, confirmEmail, profile, sessions, authenticator, passkey, trouble, tokens, notifications, history, languages, signInAgain, anotherTab, resetPassword, undoEmailChange, erase];

  async function signUp() {
    await open('');
    await heading('Sign in');
    await check('sign-in');
    await press('Sign in');
    await page.locator('.errors:focus').waitFor();
    facts.missing = { focus: await focused(), errors: await page.locator('.errors li').allTextContents() };
    await check('sign-in, nothing entered');
    await page.locator('.errors a').first().click();
    await page.locator('input:focus').waitFor();
    facts.linkGoesTo = await focused();
    await signIn('nobody', 'wrong and wrong again');
    await page.getByText('The user name or the password is wrong.').waitFor();

    await page.getByRole('link', { name: 'Create an account' }).click();
    await heading('Create an account');
    facts.title = await page.title();
    await check('sign-up');
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await press('Create account');
    await page.locator('.problem', { hasText: 'at least 8 characters' }).waitFor();
    await check('sign-up, refused');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await press('Create account');
    await heading('Your account is created');
    await check('signed up');
  }

  async function confirmEmail() {
    await open('#/confirm-email/slc_x');
    await press('Yes, it is my account');
    await heading('This link no longer works');
    await check('dead link');
    await open(`#/confirm-email/${await nextToken('confirm-email')}`);
    await heading('Confirm your email address');
    await check('confirm email');
    await press('Yes, it is my account');
    await heading('Your email address is confirmed');
    facts.tokenLeavesAddress = !page.url().includes('slc_');
  }

  async function profile() {
    await open('profile');
    await page.getByText('ann@example.com is confirmed.').waitFor();
    await check('profile');
    await page.getByLabel('Telegram user name').fill('ann_of_green_gables');
    await page.locator('form', { has: page.getByLabel('Telegram user name') }).getByRole('button').click();
    await page.getByText('Saved.').waitFor();
    facts.telegram = await page.getByLabel('Telegram user name').inputValue();
  }

  async function sessions() {
    await call('session/signin', [{ username: name, password }]);
    await open('security');
    await page.getByText('This browser', { exact: true }).waitFor();
    facts.device = await page.getByText('Chrome on Linux', { exact: true }).getAttribute('title');
    await check('security, sessions');
    const end = page.getByRole('button', { name: /^Sign out: / });
    await end.click();
    await check('end a session');
    await page.locator('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
    await end.waitFor({ state: 'detached' });
    await page.getByText('This browser', { exact: true }).waitFor();
  }

  async function authenticator() {
    await answer('api-tokens/read', 403, 'second_factor_enrolment_required');
    await page.getByRole('link', { name: 'API tokens' }).click();
    await heading('Security'); // the only page that is of use then
    await page.getByText('Add a second factor first.').waitFor();
    await check('security, without factors');
    await press('Sign out');
    await signIn(name, password);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).waitFor();
    facts.newSessionMayDoAll = await page.getByText('Add a second factor first.').count() === 0;
    await press('Set up an authenticator app');
    const secret = await page.locator('dialog .secret code').textContent();
    await check('authenticator app');
    await page.getByLabel('Code').fill('000000');
    await press('Continue');
    await page.locator('dialog .errors').waitFor();
    await check('authenticator app, wrong code');
    await page.getByLabel('Code').fill(codeOf(secret));
    await press('Continue');
    await page.getByText('Keep these codes').waitFor();
    facts.codes = await page.locator('.codes li').count();
    await check('recovery codes');
    mine.secret = secret;
    mine.recoveryCode = await page.locator('.codes li').first().textContent();
    await press('I have saved the codes');
    await page.getByText('Codes left: 10').waitFor();
    facts.openedBy = await page.evaluate(() => document.activeElement?.textContent);
  }

  async function passkey() {
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.getByLabel('Name of the passkey').fill('phone');
    await press('Add a passkey');
    await page.getByRole('heading', { name: 'phone' }).waitFor();
    await check('security, with factors');
    await press('Rename: phone');
    await page.locator('dialog').getByLabel('Name of the passkey').fill('tablet');
    await page.locator('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'tablet' }).waitFor();
  }

  /** Limits, a lost connection, a server that is unavailable, a proof of identity: each page shows these in the same way. */
  async function trouble() {
    await answer('profile/set-password', 429, 'too_many_requests', { 'Retry-After': '120' });
    await page.getByLabel('New password').fill('another long and winding road');
    await press('Change password');
    await page.getByText('Too many attempts. Try again in 2 minutes.').waitFor();
    await check('too many attempts');

    await answer('profile/recovery-codes/create', 403, 'reauthentication_required');
    await press('Create new codes');
    await page.getByText('Confirm your identity').waitFor();
    await check('reauthenticate');
    await page.locator('dialog').getByLabel('Password', { exact: true }).fill('not my password');
    await press('Continue');
    await page.getByText('This is not correct. Try again.').waitFor();
    await page.locator('dialog').getByLabel('Password', { exact: true }).fill(password);
    await press('Continue');
    await page.getByText('Keep these codes').waitFor();
    mine.recoveryCode = await page.locator('.codes li').first().textContent();
    await page.keyboard.press('Escape');
    await answer('profile/recovery-codes/create', 403, 'reauthentication_required');
    await press('Create new codes');
    await page.getByText('Confirm your identity').waitFor();
    await page.keyboard.press('Escape');
    facts.givingUpIsNoError = await page.locator('.errors').filter({ hasText: 'unexpected' }).count() === 0;

    await withoutConnection(async () => {
      await page.getByRole('link', { name: 'API tokens' }).click();
      await page.getByText('The server cannot be reached.').waitFor();
      await page.getByText('There is no connection.').waitFor();
      await check('offline');
    });
    await page.getByText('You have no API token.').waitFor();

    await answer('api-tokens/read', 503, 'service_unavailable', { 'Retry-After': '5' });
    await open('tokens');
    await page.getByText('The server is busy. Try again in 5 seconds.').waitFor();
    await check('unavailable');
    await press('Try again');
    await page.getByText('You have no API token.').waitFor();
  }

  async function tokens() {
    await check('tokens, none');
    await page.getByLabel('Name of the token').fill('backup');
    await answer('api-tokens/create', 400, 'api_token_expiry_required', {}, 'API token must expire: expires_in_days must be from 1 to 90');
    await press('Create a token');
    await page.locator('.problem', { hasText: 'The token must expire within 90 days.' }).waitFor();
    await check('token, refused');
    await page.getByLabel('Days until it expires').fill('0');
    await press('Create a token');
    await page.locator('.problem', { hasText: 'enter a whole number from 1 to 3650' }).waitFor();
    await page.getByLabel('Days until it expires').fill('30');
    await press('Create a token');
    await page.getByText('Copy the token now.').waitFor();
    await check('token, shown once');
    await press('Copy');
    await page.getByText('Copied.').waitFor();
    const token = await page.locator('dialog code').textContent();
    facts.copied = await page.evaluate(() => navigator.clipboard.readText()) === token;
    await press('I have copied the token');
    await page.getByRole('heading', { name: 'backup' }).waitFor();
    facts.shownOnce = !(await page.content()).includes(token);
    await page.locator('.cards').getByText('Expires').waitFor();
    await page.locator('.cards').getByText(`Ends with ${token.slice(-4)}.`).waitFor();
    await press('Replace: backup');
    await page.getByLabel('Minutes for which').fill('60');
    await check('replace a token');
    await press('Replace');
    await page.getByText('Copy the token now.').waitFor();
    facts.replaced = await page.locator('dialog code').textContent() !== token;
    await press('I have copied the token');
    await press('Permissions: backup');
    await page.getByText('You have no permissions to give.').waitFor();
    await check('token permissions');
    await page.keyboard.press('Escape');
    await press('Disable: backup');
    await press('Enable: backup');
    await press('Delete: backup');
    await check('tokens, delete');
    await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('You have no API token.').waitFor();

    const [created, expires] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
    const expired = { id: '1', user_id: '1', permissions: {}, name: 'old', enabled: true, created, expires, last_used: null, hint: null };
    await page.route('**/api/v1/api-tokens/read', route => route.fulfill({ json: { jsonrpc: '2.0', result: { status: 200, status_text: 'OK', exception: false, data: [expired] } } }), { times: 1 });
    await open('tokens');
    await page.getByText('Expired', { exact: true }).waitFor();
    facts.expiredIsNotEnabled = await page.getByText('Enabled', { exact: true }).count() === 0;
    await check('token, expired');
  }

  async function notifications() {
    await page.route('**/api/v1/notifications/read', route => route.fulfill({ json: { jsonrpc: '2.0', result: { status: 200, status_text: 'OK', exception: false, data: [] } } }));
    await page.getByRole('link', { name: 'Notifications' }).click();
    await page.getByText('There are no notifications.').waitFor();
    await check('notifications, none');
    await page.unroute('**/api/v1/notifications/read');
    const root = await call('session/signin', [{ username: 'root', password: rootPassword }]);
    const users = await call('admin/users/suggest', [{ where: { name } }], root.token);
    await call('admin/notifications/create', [users.map(user => user.id), 'Maintenance tonight', 'From 22:00.\nNothing to do.'], root.token);
    await page.getByRole('heading', { name: 'Maintenance tonight' }).waitFor(); // announced over the socket
    await check('notifications');
    await press('Mark all as read');
    await page.getByText('Unread: 0').waitFor();
    await press('Delete: Maintenance tonight');
    await page.getByRole('heading', { name: 'Maintenance tonight' }).waitFor({ state: 'detached' });
  }

  async function history() {
    await page.getByRole('link', { name: 'Security history' }).click();
    await heading('Security history');
    await page.getByText('An API token was created').first().waitFor();
    await check('history');
    const more = page.getByRole('button', { name: 'Show more' });
    if (await more.count() > 0) await more.click();
    await page.getByText('The account was created').waitFor();
    await answer('profile/audit/read', 503, 'service_unavailable', { 'Retry-After': '5' });
    await page.getByRole('link', { name: 'Notifications' }).click();
    await page.getByRole('link', { name: 'Security history' }).click();
    await page.getByText('The server is busy.').waitFor();
    await check('history, error');
    await press('Try again');
    await page.getByText('An API token was created').first().waitFor();
  }

  async function languages() {
    await removeFile('de', 1); // a deployment: the page is loaded again
    for (const [language, title] of [['de', 'Sicherheit'], ['zh', '安全']]) {
      await open('security');
      await page.locator('header select').selectOption(language);
      await heading(title);
      await page.getByRole('heading', { name: 'tablet' }).waitFor();
      facts[language] = { lang: await page.getAttribute('html', 'lang'), title: await page.title() };
      await check(`security, ${language}`);
    }

    await removeFile('zh', 2); // a file that stays missing: English is better than an empty page
    await open('security');
    await heading('Security');
    await open('security');
    await heading('安全'); // the choice is still known
    await page.locator('header select').selectOption('en');
    await heading('Security');
  }

  /** Answers the next requests for the texts of a language as an app of another version does. */
  function removeFile(language, times) {
    return page.route(`**/console/assets/${language}-*.js`, route => route.fulfill({ status: 404 }), { times });
  }

  /** Signs in with each second factor, and loses the session in the middle of a page. */
  async function signInAgain() {
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
    await check('signed out');
    await signIn(name, password);
    await heading('Second factor');
    await check('second factor');
    await page.getByLabel('Code').fill(codeOf(mine.secret, 1));
    await press('Sign in');
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
    facts.signedInWithCode = true;

    await endElsewhere(() => page.getByRole('link', { name: 'Notifications' }).click()); // no empty mailbox
    await press('Sign in with a passkey');
    await heading('Notifications');
    await endElsewhere(() => page.getByRole('link', { name: 'API tokens' }).click());
    await check('session ended');
    await signIn(email, password);
    await press('Use a recovery code');
    await page.getByLabel('Recovery code').fill(mine.recoveryCode);
    await press('Sign in');
    await heading('API tokens'); // where the user was before

    await press('Sign out');
    await press('Sign in with a passkey');
    await heading('API tokens');
    await press('Sign out');
    await page.getByLabel('Stay signed in').check();
    await signIn(name, password);
    await press('Use a passkey');
    await heading('API tokens');
    facts.stays = await page.evaluate(() => localStorage.getItem('serverless.session') !== null && sessionStorage.length === 0);
  }

  /** A tab has a session of its own, and another user stays signed in in the browser. Neither session replaces or ends the other. */
  async function anotherTab() {
    const tab = await page.context().newPage();
    const there = stepsOf(tab, new URL('/', page.url()).href);
    const mineStays = await page.evaluate(() => localStorage.getItem('serverless.session'));
    const isUntouched = async () => await page.evaluate(() => localStorage.getItem('serverless.session')) === mineStays;
    await page.evaluate(() => localStorage.removeItem('serverless.session'));
    await there.open('profile');
    await there.signIn('root', rootPassword);
    await there.heading('Choose your own password');
    await page.evaluate(session => localStorage.setItem('serverless.session', session), mineStays);

    await there.open('profile');
    await there.heading('Choose your own password');
    facts.tabKeepsOthers = await isUntouched();
    await there.press('Sign out');
    await tab.getByText('You are signed out.').waitFor();
    facts.signOutKeepsOthers = await isUntouched();
    await tab.close();
  }

  async function resetPassword() {
    await open('#/forgot-password');
    await heading('Get a link for a new password');
    await check('forgot password');
    await page.getByLabel('User name or email address').fill(email);
    await page.keyboard.press('Enter');
    await heading('Check your email');
    await check('check your email');
    await open(`#/reset-password/${await nextToken('reset-password')}`);
    await heading('Set a new password');
    await check('reset password');
    await page.getByLabel('New password').fill(`${password} again`);
    await press('Set password');
    await heading('Your new password is set');
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor({ state: 'detached' }); // the new password ended the session
    await heading('Your new password is set');
    await open('#/ask-confirmation');
    await heading('Get another link to confirm your email address');
    await check('ask for another link');
  }

  async function undoEmailChange() {
    await open('');
    await press('Sign in with a passkey');
    await page.getByLabel('New email address').fill('ann@elsewhere.example');
    await press('Change email address');
    await page.getByText('Check your email: an email').waitFor();
    await open(`#/undo-email-change/${await nextToken('undo-email-change')}`);
    await heading('Restore your email address');
    await check('undo email change');
    await press('Restore my email address');
    await heading('The account has your email address again');
  }

  async function erase() {
    await open('profile');
    await press('Sign in with a passkey'); // the link ended all sessions
    await page.getByRole('link', { name: 'Your data' }).click();
    await heading('Your data');
    await check('your data');
    const [download] = await Promise.all([page.waitForEvent('download'), press('Download your data')]);
    facts.download = download.suggestedFilename();
    await press('Erase my account…');
    await page.getByLabel('User name').fill('bob');
    await press('Erase my account');
    await page.getByText('User name: this does not match.').first().waitFor();
    await check('erase');
    await page.getByLabel('User name').fill(name);
    await page.locator('dialog').getByRole('button', { name: 'Erase my account' }).click();
    await page.getByText('Your account is erased.').waitFor();
    await open('no-such-page');
    await heading('This page does not exist');
    await check('no such page');
  }
}
