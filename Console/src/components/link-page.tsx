import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { noticeEnd } from '../api/client';
import { CallFailed } from '../api/errors';
import { forgetLinkToken, usePlace } from '../router';

interface LinkPageProps {
  /** The form. It calls the function with the action of its button, which uses the token. */
  form: (redeem: (method: (token: string) => Promise<unknown>, done: ComponentChildren) => Promise<void>) => ComponentChildren;
  /** The content for a link that no longer works. */
  dead: ComponentChildren;
}

/** The page behind a link from an email: a form for the token of the link, then the result. The token is removed from the address bar when it is used. */
export function LinkPage({ form, dead }: LinkPageProps) {
  const { path, token } = usePlace();
  const [outcome, setOutcome] = useState<ComponentChildren>(null);

  async function redeem(method: (token: string) => Promise<unknown>, done: ComponentChildren) {
    try {
      await method(token);
      setOutcome(done);
      void noticeEnd(); // some links end all sessions of the user, for example that for a new password
    } catch (failure) {
      if (!(failure instanceof CallFailed) || (failure.reason !== 'token_not_found' && failure.reason !== 'token_invalid')) throw failure;
      setOutcome(dead);
    }

    forgetLinkToken(path);
  }

  return <>{outcome ?? (token ? form(redeem) : dead)}</>;
}
