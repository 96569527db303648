import { render } from 'preact';
import { App } from './app';
import { startLanguage } from './language';
import { followLinks } from './router';

await startLanguage();
followLinks();
render(<App />, document.getElementById('app')!);
