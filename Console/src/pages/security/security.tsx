import { call, isEnrolmentRequired } from '../../api/client';
import { factorsChanged } from '../../api/factors';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';
import { Authenticator } from './authenticator';
import { Passkeys } from './passkeys';
import { Password } from './password';
import { RecoveryCodeList } from './recovery-code-list';
import { Sessions } from './sessions';

/** Password, second factors and sessions of the account. */
export function Security() {
  const factors = useLoad(() => call('profile/factors/read'));
  const reload = async () => {
    await factors.reload();
    factorsChanged();
  };
  const mustEnrol = isEnrolmentRequired() && !(factors.data?.totp || factors.data?.passkeys.length);
  return (
    <Page title={t('security.title')}>
      <Password />
      <Loaded of={factors}>{current => (
        <>
          {mustEnrol && <p class="notice" role="status">{t('error.second_factor_enrolment_required')}</p>}
          <Authenticator factors={current} reload={reload} />
          <Passkeys factors={current} reload={reload} />
          <RecoveryCodeList factors={current} reload={factors.reload} />
        </>
      )}</Loaded>
      {!mustEnrol && <Sessions />}
    </Page>
  );
}
