// Takes the pictures of README.md. Started by ConsolePictures.cs:
//   node pictures.mjs <browser> <address of the app> <root's session> <page> <folder>
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const [executablePath, base, token, path, folder] = process.argv.slice(2);
const session = JSON.stringify({ token, name: 'root', isAdmin: true, isProtected: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en', colorScheme, reducedMotion: 'reduce' });
  await context.addInitScript(session => sessionStorage.setItem('serverless.session', session), session);
  const page = await context.newPage();
  await page.goto(`${base}console/${path}`);
  await page.locator('main canvas').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.activeElement.blur());
  await page.screenshot({ path: join(folder, `console-${colorScheme}.png`) });
}
await browser.close();
