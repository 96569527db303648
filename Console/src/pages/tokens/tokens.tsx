import { useState } from 'preact/hooks';
import { call } from '../../api/client';
import type { ApiToken, Data } from '../../api/methods';
import { Field } from '../../components/field';
import { Form } from '../../components/form';
import { Loaded } from '../../components/loaded';
import { Once } from '../../components/once';
import { Page, Section } from '../../components/page';
import { useLoad } from '../../hooks/use-load';
import { t } from '../../language';
import { TokenCard } from './token-card';

type NewToken = Data<'api-tokens/create'>;

const longestLife = 3650; // days; a setting of the server can be less

/** The API tokens of the user. */
export function Tokens() {
  const [created, setCreated] = useState<NewToken | null>(null);
  const tokens = useLoad(async () => (await call('api-tokens/read', { order_by: [['created', 'desc']] }) ?? []) as ApiToken[]);

  return (
    <Page title={t('tokens.title')} intro={t('tokens.text')}>
      <Section title={t('tokens.create')}>
        <Form action={t('tokens.create')} done={t('tokens.created')} submit={async values => {
          setCreated(await (values.days ? call('api-tokens/create', values.name!, { expires_in_days: Number(values.days) }) : call('api-tokens/create', values.name!)));
          await tokens.reload();
        }}>
          <Field name="name" label={t('tokens.name')} hint={t('tokens.name.hint')} />
          <Field name="days" label={t('tokens.days')} hint={t('tokens.days.hint')} type="number" min={1} max={longestLife} inputMode="numeric" optional />
        </Form>
      </Section>
      <Section title={t('tokens.list')}>
        <Loaded of={tokens}>{list => list.length === 0
          ? <p class="empty">{t('tokens.none')}</p>
          : <ul class="cards">{list.map(token => <li key={token.id}><TokenCard token={token} reload={tokens.reload} /></li>)}</ul>}</Loaded>
      </Section>
      {created && <Once title={t('tokens.shown.title')} text={t('tokens.shown')} secret={created.token} done={t('tokens.kept')} close={() => setCreated(null)} />}
    </Page>
  );
}
