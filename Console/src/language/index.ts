// Texts in the language of the user. Each language is one file, which is loaded when it is needed.
import { useEffect, useState } from 'preact/hooks';
import { isReachable } from '../api/reach';
import type { Messages } from './en';

/** The languages, with their own names. */
export const languages = { en: 'English', de: 'Deutsch', zh: '中文' } as const;

export type Language = keyof typeof languages;
export type Key = keyof Messages;

const key = 'serverless.language';
const retryKey = 'serverless.language.retry';
const listeners = new Set<() => void>();
const files: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('./en'),
  de: () => import('./de'),
  zh: () => import('./zh'),
};

let language: Language = 'en';
let messages: Messages;

/** Returns the language of the page. */
export const currentLanguage = () => language;

/** Loads the language that the user chose before, or the first supported language of the browser. */
export async function startLanguage() {
  const retried = sessionStorage.getItem(retryKey);
  const wanted = [retried, localStorage.getItem(key), ...navigator.languages].map(one => one?.split('-')[0] ?? '').find(isLanguage) ?? 'en';
  try {
    await load(wanted);
    if (retried !== null) localStorage.setItem(key, wanted);
  } catch {
    if (retried === null) await loadPageAgain(wanted);
    await load('en');
  }

  sessionStorage.removeItem(retryKey);
}

/** Changes the language, and stores it in this browser. Without a connection, the language does not change. */
export async function chooseLanguage(chosen: Language) {
  try {
    await load(chosen);
    localStorage.setItem(key, chosen);
  } catch {
    if (await isReachable()) await loadPageAgain(chosen);
  }

  for (const listener of listeners) listener();
}

/** Renders a component and its content again when the language changes. */
export function useLanguage() {
  const [, setVersion] = useState(0);
  useEffect(() => {
    const changed = () => setVersion(version => version + 1);
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
}

/** Returns a text. Names in braces are replaced by the values. */
export function t(name: Key, values: Record<string, string | number> = {}): string {
  return messages[name].replace(/\{(\w+)\}/g, (whole, value: string) => String(values[value] ?? whole));
}

/** Returns whether there is a text of this name. */
export const isKey = (name: string): name is Key => name in messages;

const eventPrefix = 'event.';

/** Returns the names of all events of the audit log. */
export const eventNames = () => Object.keys(messages).filter(name => name.startsWith(eventPrefix)).map(name => name.slice(eventPrefix.length));

/** Returns the text of an event of the audit log, or its name if there is no text, such as for an event of a later version of the server. */
export function eventText(name: string) {
  const key = `${eventPrefix}${name}`;
  return isKey(key) ? t(key) : name;
}

/** Returns a date and time in the format of the language. */
export const formatTime = (time: string) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));

/** Returns a date and time with milliseconds in the format of the language. */
export const formatPreciseTime = (time: string) =>
  new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).format(new Date(time));

/** Returns a date in the format of the language. */
export const formatDate = (date: Date) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);

/** Returns a number in the format of the language, with at most one decimal. */
export const formatNumber = (number: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(number);

/** Returns a duration in the format of the language, such as "3 minutes". */
export function formatSeconds(seconds: number) {
  const [value, unit] = seconds < 90 ? [Math.max(1, Math.ceil(seconds)), 'second'] : seconds < 5400 ? [Math.ceil(seconds / 60), 'minute'] : [Math.ceil(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

function isLanguage(name: string): name is Language {
  return name in languages;
}

async function load(chosen: Language) {
  ({ messages } = await files[chosen]());
  language = chosen;
  document.documentElement.lang = chosen;
}

// The app contains the files of one version. A deployment removes those of an older page. The page of the new version refers to its own files.
function loadPageAgain(wanted: Language): Promise<never> {
  sessionStorage.setItem(retryKey, wanted);
  location.reload();
  return new Promise(() => {});
}
