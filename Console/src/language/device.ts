import { t } from '.';

// The order matters: the User-Agent of a browser also names other browsers.
const browsers = [['Edge', /Edg/], ['Opera', /OPR\//], ['Firefox', /Firefox\//], ['Chrome', /Chrome\//], ['Safari', /Safari\//]] as const;
const systems = [['Android', /Android/], ['iOS', /iPhone|iPad/], ['Windows', /Windows/], ['ChromeOS', /CrOS/], ['macOS', /Mac OS X/], ['Linux', /Linux/]] as const;

/** Returns a short description of a program: the browser and its system, or the first word of another User-Agent. */
export function shortDevice(program: string): string {
  const browser = browsers.find(([, mark]) => mark.test(program))?.[0];
  const system = systems.find(([, mark]) => mark.test(program))?.[0];
  if (!browser) return program.split(/\s/)[0] ?? '';
  return system ? t('device', { browser, system }) : browser;
}
