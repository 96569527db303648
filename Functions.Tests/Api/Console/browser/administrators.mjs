// What administrators do, in this order: each part begins where the one before ended.

const user = 'bob_o-b@example.com'; // has what a pattern would have to escape

/** Returns the parts. They take what console.mjs offers them. */
export function administrators({ page, check, facts, open, press, heading, signIn, answer, rootPassword }) {
  return [listUsers, createUser, helpUser, eraseUser, readCalls];

  async function listUsers() {
    await open('users');
    await signIn('root', rootPassword);
    await heading('Users');
    await page.getByText('There are no users yet.').waitFor(); // root is in no list
    await check('users, none');
  }

  async function createUser() {
    await press('Create a user');
    await check('create a user');
    await page.locator('dialog').getByLabel('User name').fill(user);
    await page.locator('dialog').getByLabel('Email address').fill(user);
    await page.locator('dialog').getByRole('button', { name: 'Create a user' }).click();
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
    await page.locator('dialog').getByRole('button', { name: 'Set a new password' }).click();
    await page.getByText('Copy the password now').waitFor();
    await press('I have copied the password');
    await answer('admin/users/reset-factors', 403, 'root_account');
    await press('Remove second factors');
    await page.locator('dialog').getByRole('button', { name: 'Remove second factors' }).click();
    await page.getByText('This cannot be done to the root account.').waitFor();
    await page.locator('dialog').getByRole('button', { name: 'Remove second factors' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await press('Sign the user out everywhere');
    await page.getByText('All sessions of the user have ended.').waitFor();
  }

  async function eraseUser() {
    await press('Erase this user…');
    await check('erase a user');
    await page.getByLabel('User name').fill('bob');
    await page.locator('dialog').getByRole('button', { name: 'Erase this user' }).click();
    await page.getByText('User name: this does not match.').first().waitFor();
    await page.getByLabel('User name').fill(user);
    await page.locator('dialog').getByRole('button', { name: 'Erase this user' }).click();
    await page.getByText('There are no users yet.').waitFor();
  }

  async function readCalls() {
    await page.getByRole('link', { name: 'Calls' }).click();
    await page.getByRole('cell', { name: '/v1/admin/users/create' }).first().waitFor();
    await check('calls');
    await page.getByLabel('Method', { exact: true }).fill('/v1/nothing');
    await page.getByText('No calls were found.').waitFor();
    await check('calls, none');
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
  }
}
