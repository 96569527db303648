import { call } from '../../api/client';

/** Changes settings. A value of null, or an empty text, clears a setting. The description of the API does not list the settings one by one. */
export const updateSettings = (changes: Record<string, string | number | null>) => call('admin/settings/update', changes as Record<string, never>);
