import { t } from '../language';
import { shortDevice } from '../language/device';

/** Returns a device in short, such as "Firefox on Linux". A session may not know its device. */
export const deviceText = (program: string | null) => (program ? shortDevice(program) : t('sessions.unknown'));

/** A device in short. Pointing at it shows what the program called itself. */
export function Device({ program }: { program: string | null }) {
  return <span title={program ?? undefined}>{deviceText(program)}</span>;
}
