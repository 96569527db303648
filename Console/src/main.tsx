import { render } from 'preact';
import { App } from './app';
import { startLanguage } from './language';
import { followLinks } from './router';

await startLanguage();
followLinks();
const root = document.getElementById('app')!;
root.replaceChildren();
render(<App />, root);
