import { t } from '.';

// In this order: a browser names those whose pages it imitates, too.
const browsers = [['Edge', /Edg/], ['Opera', /OPR\//], ['Firefox', /Firefox\//], ['Chrome', /Chrome\//], ['Safari', /Safari\//]] as const;
const systems = [['Android', /Android/], ['iOS', /iPhone|iPad/], ['Windows', /Windows/], ['ChromeOS', /CrOS/], ['macOS', /Mac OS X/], ['Linux', /Linux/]] as const;

/** Returns a program in short: the browser and its system, or the first word of another program. */
export function shortDevice(program: string): string {
  const browser = browsers.find(([, mark]) => mark.test(program))?.[0];
  const system = systems.find(([, mark]) => mark.test(program))?.[0];
  if (!browser) return program.split(/\s/)[0] ?? '';
  return system ? t('device', { browser, system }) : browser;
}
