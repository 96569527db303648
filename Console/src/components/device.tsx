import { t } from '../language';
import { shortDevice } from '../language/device';

/** Returns a short description of a device, such as "Firefox on Linux". The device of a session can be unknown. */
export const deviceText = (program: string | null) => (program ? shortDevice(program) : t('sessions.unknown'));

/** A short description of a device. The tooltip shows the full User-Agent. */
export function Device({ program }: { program: string | null }) {
  return <span title={program ?? undefined}>{deviceText(program)}</span>;
}
