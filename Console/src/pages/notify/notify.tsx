import { useRef, useState } from 'preact/hooks';
import { call, callForPage } from '../../api/client';
import { newKey } from '../../api/idempotency';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { ErrorSummary } from '../../components/error-summary';
import { Field, TextArea } from '../../components/field';
import { Form } from '../../components/form';
import { Page, Section } from '../../components/page';
import { t } from '../../language';
import { Delivery } from './delivery';
import { Recipients, type Recipient } from './recipients';

const longestSubject = 200;
const longestBody = 5000;

interface Draft {
  readonly subject: string;
  readonly body: string;
  readonly count: number;
  /** The key of the draft, with which it is sent once, even if a response is lost and the user sends it again. */
  readonly key: string;
}

/** Sends a notification to chosen users, or to all users. Before, it shows a preview. */
export function Notify() {
  const [isForAll, setForAll] = useState(false);
  const [chosen, setChosen] = useState<readonly Recipient[]>([]);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [broadcast, setBroadcast] = useState<string | null>(null);
  const [sent, setSent] = useState('');
  const [turn, setTurn] = useState(0); // a new form after each notification
  const last = useRef({ content: '', key: '' });

  /** Returns the key of a draft. A draft that was not changed after its preview keeps its key. */
  function keyOf(subject: string, body: string) {
    const content = JSON.stringify([isForAll || chosen.map(one => one.id), subject, body]);
    if (last.current.content !== content) last.current = { content, key: newKey() };
    return last.current.key;
  }

  async function send({ subject, body, key }: Draft) {
    const options = { idempotency_key: key };
    if (isForAll) {
      setBroadcast((await call('admin/notifications/create-for-all', subject, body, options)).id);
      setSent('');
    } else {
      await call('admin/notifications/create', chosen.map(one => one.id), subject, body, options);
      setBroadcast(null);
      setSent(t('notify.sent', { count: chosen.length }));
    }

    last.current = { content: '', key: '' };
    setDraft(null);
    setChosen([]);
    setForAll(false);
    setTurn(turn + 1);
  }

  return (
    <Page title={t('notify.title')} intro={t('notify.text')}>
      <div role="status">{sent && <p class="notice">{sent}</p>}</div>
      {broadcast && <Delivery key={broadcast} id={broadcast} />}
      <Section title={t('notify.to')}>
        <fieldset>
          <legend class="unseen">{t('notify.to')}</legend>
          <To label={t('notify.chosen')} checked={!isForAll} choose={() => setForAll(false)} />
          <To label={t('notify.all')} checked={isForAll} choose={() => setForAll(true)} />
        </fieldset>
        {!isForAll && <Recipients chosen={chosen} change={setChosen} />}
      </Section>
      <Section title={t('notify.message')}>
        <ErrorSummary problems={isMissing && !isForAll && chosen.length === 0 ? [{ field: null, text: t('notify.nobody') }] : []} />
        <Form key={turn} action={t('notify.preview')} submit={async ({ subject = '', body = '' }) => {
          const isNobody = !isForAll && chosen.length === 0;
          setMissing(isNobody);
          if (!isNobody) setDraft({ subject, body, count: isForAll ? await countAll() : chosen.length, key: keyOf(subject, body) });
        }}>
          <Field name="subject" label={t('notify.subject')} maxLength={longestSubject} />
          <TextArea name="body" label={t('notify.body')} hint={t('notify.body.hint')} maxLength={longestBody} />
        </Form>
      </Section>
      {draft && (
        <Dialog title={t('notify.preview')} close={() => setDraft(null)}>
          <p>{t(isForAll ? 'notify.confirm-all' : 'notify.confirm', { count: draft.count })}</p>
          <div class="preview">
            <h3><span class="badge good">{t('notifications.new')}</span> {draft.subject}</h3>
            <p class="text">{draft.body}</p>
          </div>
          <Form action={t('notify.send')} submit={() => send(draft)} beside={<Button onClick={() => setDraft(null)}>{t('notify.edit')}</Button>} />
        </Dialog>
      )}
    </Page>
  );
}

// Lists omit root.
const countAll = async () => ((await callForPage('admin/users/read', { limit: 1 })).total ?? 0) + 1;

function To({ label, checked, choose }: { label: string; checked: boolean; choose: () => void }) {
  return <label class="radio"><input type="radio" name="to" checked={checked} onChange={choose} /> {label}</label>;
}
