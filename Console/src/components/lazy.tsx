import type { ComponentType } from 'preact';
import { useLoad } from '../hooks/use-load';
import { Loaded } from './loaded';

/** Returns a page whose file is loaded when it is opened, because few people open it. Call it once for each page. */
export function lazy(load: () => Promise<ComponentType>): ComponentType {
  return function Lazy() {
    const page = useLoad(async () => ({ Shown: await load() }));
    return <Loaded of={page}>{({ Shown }) => <Shown />}</Loaded>;
  };
}
