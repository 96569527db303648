// What the pages of administrators show while they load, without a connection, and after the session ended elsewhere. Each part begins where the one before ended.

/** Returns the parts. They take what console.mjs offers them. */
export function states({ page, check, facts, open, press, heading, signIn, answer, call, withoutConnection, whileWaiting, endElsewhere, rootPassword }) {
  const password = 'a password of my own';
  const link = name => page.getByRole('link', { name, exact: true });
  const button = name => page.getByRole('button', { name }).first();
  const unreachable = page.getByText('The server cannot be reached.').first();
  let turn = 0;
  const part = () => ['bo', 'bob'][turn++ % 2]; // of a name, another one each time

  // Each page with its title, which is that of its link, what it shows when it is loaded, and something that administrators do there.
  const pages = [
    { title: 'Dashboard', shows: page.getByText('Available', { exact: true }), act: () => page.getByLabel('Period').selectOption('30') },
    { title: 'Users', shows: link('bob'), act: () => page.getByLabel('Search').fill(part()) },
    { title: 'bob', from: 'Users', shows: page.getByText('The user has no session.'), act: () => button(/^(Disable|Enable)$/).click(), isChange: true },
    { title: 'Calls', shows: page.getByRole('cell', { name: /^.v1.admin/ }), act: () => press('Load again') },
    { title: 'Audit log', shows: page.locator('summary'), act: () => press('Load again') },
    { title: 'Notify users', shows: page.getByText('Chosen: 0'), act: () => page.getByLabel('Search users to add').fill(part()), isEmpty: true },
    { title: 'Settings', shows: page.frameLocator('iframe').getByText('Please confirm that this email address is yours.'), act: () => button('Save').click(), isChange: true },
  ];

  return [begin, lostFile, load, loseCall, loseConnection, loseSession, loseSessionWhenAsked];

  async function begin() {
    const { token } = await call('session/signin', [{ username: 'root', password: rootPassword }]);
    await call('profile/set-password', [password], token);
    await call('admin/users/create', [{ username: 'bob' }], token);
    await open('profile');
    await signInAgain('Profile');
  }

  /** The file of a page is missing: without a connection, after a deployment, and for another reason. */
  async function lostFile() {
    await withoutConnection(async () => {
      await link('Dashboard').click();
      await unreachable.waitFor();
      await check('page without its file');
    });
    await shown('Dashboard');

    await page.route('**/console/assets/users-*.js', route => route.fulfill({ status: 404 }), { times: 1 });
    await page.route('**/console/assets/audit-*.js', route => route.fulfill({ status: 404 }), { times: 2 });
    await link('Users').click(); // the page is loaded again
    await shown('Users');
    await link('Audit log').click();
    await unreachable.waitFor();
    await press('Try again');
    await shown('Audit log');
  }

  async function load() {
    for (const one of pages) {
      await goNear(one);
      await whileWaiting(async () => {
        await enter(one);
        await page.getByText('Loading…').first().waitFor();
        if (one.title === 'Dashboard') await check('dashboard, loading');
      });
      await one.shows.first().waitFor();
    }
  }

  /** One call does not reach the server, and the browser reports no change of the connection. */
  async function loseCall() {
    await link('Dashboard').click();
    await page.route('**/api/v1/admin/users/read', route => route.abort(), { times: 1 });
    await link('Users').click();
    await unreachable.waitFor();
    await link('bob').waitFor(); // without a button
  }

  async function loseConnection() {
    for (const one of pages) {
      await goNear(one);
      await withoutConnection(async () => {
        await enter(one);
        await unreachable.waitFor();
        if (one.title !== 'Dashboard') return;
        facts.alerts = await page.getByRole('alert').count();
        await check('dashboard, offline');
      });
      await one.shows.first().waitFor(); // without a button
      await unreachable.waitFor({ state: 'detached' });

      await withoutConnection(async () => {
        await one.act();
        await unreachable.waitFor();
        await one.shows.first().waitFor(); // what was loaded stays
        if (one.title === 'bob') await check('user, offline');
      });
      if (one.isChange) await one.act();
      await unreachable.waitFor({ state: 'detached' });
    }
  }

  async function loseSession() {
    for (const one of pages) {
      await goNear(one);
      await link(one.title).click();
      await one.shows.first().waitFor();
      await endElsewhere(one.act);
      await signInAgain(one.title); // the page where they were
    }
  }

  /** A dialog asks for a proof of identity, and closes when there is no session to which it belongs. */
  async function loseSessionWhenAsked() {
    const dialog = page.locator('dialog').last();
    await link('Users').click();
    await press('Create a user');
    await dialog.getByLabel('User name').fill('cleo');
    await answer('admin/users/create', 403, 'reauthentication_required');
    await dialog.getByRole('button', { name: 'Create a user' }).click();
    await page.getByText('Confirm your identity').waitFor();
    await endElsewhere(async () => {
      await dialog.getByLabel('Password', { exact: true }).fill(password);
      await press('Continue');
    });
    await dialog.waitFor({ state: 'detached' });
    await signInAgain('Users');
  }

  /** Waits until a page is loaded. Its heading is shown before. */
  function shown(title) {
    return pages.find(one => one.title === title).shows.first().waitFor();
  }

  /** Goes to a loaded page that has the link to another one. */
  async function goNear({ from = 'Profile' }) {
    await link(from).click();
    await (from === 'Profile' ? page.getByLabel('User name') : link('bob')).first().waitFor();
  }

  /** Goes to a page. One that is empty at first searches for something. */
  async function enter({ title, isEmpty, act }) {
    await link(title).click();
    if (isEmpty) await act();
  }

  async function signInAgain(title) {
    await signIn('root', password);
    await press('Later'); // a second factor
    await heading(title);
  }
}
