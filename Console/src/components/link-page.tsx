import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { CallFailed } from '../api/errors';
import { forgetLinkToken, usePlace } from '../router';

interface LinkPageProps {
  /** The form. It calls the function with what its button does with the token. */
  form: (redeem: (method: (token: string) => Promise<unknown>, done: ComponentChildren) => Promise<void>) => ComponentChildren;
  /** What is shown for a link that works no longer. */
  dead: ComponentChildren;
}

/** The page behind a link from an email: a form for the token of the link, then what came of it. The token leaves the address bar when it is used up. */
export function LinkPage({ form, dead }: LinkPageProps) {
  const { path, token } = usePlace();
  const [outcome, setOutcome] = useState<ComponentChildren>(null);

  async function redeem(method: (token: string) => Promise<unknown>, done: ComponentChildren) {
    try {
      await method(token);
      setOutcome(done);
    } catch (failure) {
      if (!(failure instanceof CallFailed) || (failure.reason !== 'token_not_found' && failure.reason !== 'token_invalid')) throw failure;
      setOutcome(dead);
    }

    forgetLinkToken(path);
  }

  return <>{outcome ?? (token ? form(redeem) : dead)}</>;
}
