import type { ComponentType } from 'preact';
import { FileMissing, Offline } from '../api/errors';
import { isReachable } from '../api/reach';
import { useLoad } from '../hooks/use-load';
import { t, type Key } from '../language';
import { Loaded } from './loaded';
import { Page } from './page';

const retryKey = 'serverless.page.retry';

/** Returns a page whose file is loaded when it is opened, because few users open it. Its title is shown before. Call this once for each page. */
export function lazy(title: Key, load: () => Promise<ComponentType>): ComponentType {
  return function Lazy() {
    const file = useLoad(async () => ({ Shown: await loadFile(load) }));
    return file.data ? <file.data.Shown /> : <Page title={t(title)}><Loaded of={file}>{() => null}</Loaded></Page>;
  };
}

// A deployment removes the files of the older version. A browser can also cache that a file failed. In both cases, reloading the page helps.
async function loadFile<T>(load: () => Promise<T>): Promise<T> {
  try {
    const file = await load();
    sessionStorage.removeItem(retryKey);
    return file;
  } catch {
    const isAgain = sessionStorage.getItem(retryKey) !== null;
    sessionStorage.removeItem(retryKey);
    if (!await isReachable()) throw new Offline();
    if (isAgain) throw new FileMissing();

    sessionStorage.setItem(retryKey, 'yes');
    location.reload();
    return new Promise(() => {});
  }
}
