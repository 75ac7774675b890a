// Mailed links from end to end: a form in the browser, a real mail server, the link out of the mail, the page behind it.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, follow, judge, send, shot, signIn, sql as sqlOf, startServer, stopBrowser, test, visitor, words } from './lib.mjs';
import { hasMailServer, linkIn, startMailServer } from './mailbox.mjs';

const PLACE = '41702210895000', FIRST = 'tunku-shamal-7', SECOND = 'erten-menen-8';
const options = { skip: !hasMailServer && 'no aiosmtpd (Debian: python3-aiosmtpd)' };

let server, mail;
before(async () => {
  if (!hasMailServer) return;
  mail = await startMailServer();
  server = await startServer({ args: ['--smtp-url', mail.url, '--mail-from', 'ashar@shaar.example'] });
});
after(async () => {
  await stopBrowser();
  await server?.stop();
  mail?.stop();
});

const sql = (text) => sqlOf(server, text);

async function register(page, lang, name, contact) {
  await page.goto(`${server.base}/${lang}/register`);
  await page.fill('main [name=name]', name);
  await page.fill('main [name=contact]', contact);
  await send(page);
}
async function choose(page, password) {
  await page.fill('main [name=password]', password);
  await page.fill('main [name=password_again]', password);
  return send(page);
}
async function ask(page, lang, contact) {
  await page.goto(`${server.base}/${lang}/reset`);
  await page.fill('main [name=contact]', contact);
  await send(page);
}

for (const [lang, viewport, javaScript] of [['ky', PHONE, true], ['ru', DESKTOP, false]]) {
  const name = 'Жээнбекова Өмүркан', contact = `omurkan-${lang}@shaar.example`;

  test(`registering by mail, then a new password: ${lang}`, options, async () => {
    const { page, context } = await visitor({ viewport, javaScript });
    await page.goto(`${server.base}/${lang}/register`);
    await judge(page, `mail-register-${lang}-${viewport.width}`);
    await page.fill('main [name=contact]', 'omurkan@');
    await page.evaluate(() => { document.querySelector('main form').noValidate = true; });
    assert.equal((await send(page)).status(), 422);
    await judge(page, `mail-register-faults-${lang}-${viewport.width}`);
    assert.equal(await page.inputValue('main [name=contact]'), 'omurkan@');

    await register(page, lang, name, contact);
    await judge(page, `mail-register-sent-${lang}-${viewport.width}`);
    const letter = await mail.next(contact);
    assert.ok(letter.text.includes(name), letter.text);
    assert.equal(sql(`select verification from person where email = '${contact}'`), 'none');
    const link = linkIn(letter, server.base);
    assert.ok(link.startsWith(`${server.base}/${lang}/enter/`), link);

    // Opening the link changes nothing; mail programs open links by themselves.
    await page.goto(link);
    await judge(page, `mail-enter-${lang}-${viewport.width}`);
    assert.equal(sql(`select verification from person where email = '${contact}'`), 'none');
    await page.fill('main [name=password]', 'кыска');
    await page.fill('main [name=password_again]', 'кыска');
    assert.equal((await send(page)).status(), 422);
    await judge(page, `mail-enter-faults-${lang}-${viewport.width}`);
    await choose(page, FIRST);
    assert.equal(new URL(page.url()).pathname, `/${lang}/me`);
    assert.equal(sql(`select verification from person where email = '${contact}'`), 'contact');
    await judge(page, `mail-me-${lang}-${viewport.width}`);

    // The link did its work.
    assert.equal((await page.goto(link)).status(), 410);
    await judge(page, `mail-link-used-${lang}-${viewport.width}`);
    assert.equal(await page.locator('main [name=password]').count(), 0);

    // Elsewhere: a forgotten password. The session above ends with it.
    const other = await visitor({ viewport, javaScript });
    await other.page.goto(`${server.base}/${lang}/reset`);
    await judge(other.page, `mail-reset-${lang}-${viewport.width}`);
    await ask(other.page, lang, contact);
    await judge(other.page, `mail-reset-sent-${lang}-${viewport.width}`);
    const reset = linkIn(await mail.next(contact, '/enter/'), server.base);
    await other.page.goto(reset);
    await choose(other.page, SECOND);
    assert.equal(new URL(other.page.url()).pathname, `/${lang}/me`);
    await page.goto(`${server.base}/${lang}/me`);
    assert.ok(page.url().includes('/login'), 'the old session is gone');
    await signIn(page, server.base, lang, contact, FIRST);
    assert.equal(await page.locator('main [name=password]').count(), 1, 'the old password is gone');
    await signIn(page, server.base, lang, contact, SECOND);
    assert.ok(!page.url().includes('/login'));
    await other.context.close();
    await context.close();
  });
}

test('an expired link, a broken one, and one of another account say so', options, async () => {
  const { page, context } = await visitor({ viewport: PHONE });
  await ask(page, 'ky', 'jaran@tor.example');
  const link = linkIn(await mail.next('jaran@tor.example', '/enter/'), server.base);

  const other = await visitor({ viewport: PHONE });
  await signIn(other.page, server.base, 'ky', 'katchy@tor.example', 'ashar-demo');
  await other.page.goto(link);
  await judge(other.page, 'mail-link-of-another-ky-360');
  const told = await words(other.page);
  assert.ok(told.includes('jaran@tor.example'), told);
  await other.page.goto(`${server.base}/ky/me`);
  assert.ok(!other.page.url().includes('/login'), 'nothing has changed by looking');
  await other.context.close();

  assert.equal((await page.goto(link.slice(0, -3))).status(), 404);
  await judge(page, 'mail-link-broken-ky-360');
  sql(`update person_token set expires_at = ${Math.floor(Date.now() / 1000) - 60} where used_at is null`);
  assert.equal((await page.goto(link)).status(), 410);
  await judge(page, 'mail-link-expired-ky-360');
  await page.goto(link.replace('/ky/', '/ru/'));
  await shot(page, 'mail-link-expired-ru-360');
  await context.close();
});

test('an address without an account gets no mail, and the page says the same', options, async () => {
  const { page, context } = await visitor();
  await ask(page, 'ky', 'eshkim@shaar.example');
  const unknown = await words(page);
  await ask(page, 'ky', 'bashchy@tor.example');
  assert.equal(await words(page), unknown);
  await mail.next('bashchy@tor.example', '/enter/'); // came later than the other would have
  assert.deepEqual(mail.to('eshkim@shaar.example'), []);
  await context.close();
});

for (const [lang, viewport, javaScript] of [['ky', DESKTOP, true], ['ru', PHONE, false]])
  test(`subscribing by mail, confirming, getting news, ending: ${lang}`, options, async () => {
    const { page, context } = await visitor({ viewport, javaScript });
    const contact = `okuuchu-${lang}@shaar.example`;
    await page.goto(`${server.base}/${lang}/${PLACE}/subscribe`);
    await judge(page, `mail-subscribe-${lang}-${viewport.width}`);
    await page.fill('main [name=address]', contact);
    for (const box of await page.locator('main [type=checkbox]').all()) await box.uncheck();
    assert.equal((await send(page)).status(), 422);
    await judge(page, `mail-subscribe-faults-${lang}-${viewport.width}`);
    assert.equal(await page.inputValue('main [name=address]'), contact);
    await page.check('main [name=topic_news]');
    await send(page);
    await judge(page, `mail-subscribe-asked-${lang}-${viewport.width}`);
    const link = linkIn(await mail.next(contact), server.base);
    await page.goto(link);
    await judge(page, `mail-subscription-${lang}-${viewport.width}`);
    assert.equal(sql(`select count(*) from subscription where address = '${contact}' and confirmed_at is not null`), '0');
    await follow(page, page.locator('main form[action$="/confirm"] button'));
    await judge(page, `mail-subscription-confirmed-${lang}-${viewport.width}`);
    assert.equal(sql(`select count(*) from subscription where address = '${contact}' and confirmed_at is not null`), '1');

    const secretary = await visitor();
    await signIn(secretary.page, server.base, 'ky', 'katchy@kok-jar.example', 'ashar-demo');
    await secretary.page.goto(`${server.base}/ky/${PLACE}/news/new`);
    await secretary.page.fill('[name=title_ky]', `Суу тазаланды (${lang})`);
    await secretary.page.fill('[name=title_ru]', `Вода очищена (${lang})`);
    await secretary.page.fill('[name=body_ky]', 'Ичүүчү суунун кудугу тазаланды.');
    await secretary.page.fill('[name=body_ru]', 'Питьевой колодец очищен.');
    await send(secretary.page);
    await secretary.context.close();
    const news = await mail.next(contact);
    assert.ok(`${news.subject} ${news.text}`.includes(lang === 'ky' ? 'Суу тазаланды' : 'Вода очищена'), news.text);
    assert.ok(news.unsubscribe, 'a mail program finds how to end it');
    assert.equal((await page.goto(linkIn(news, server.base))).status(), 200);

    await page.goto(link);
    await follow(page, page.locator('main form[action$="/end"] button'));
    await judge(page, `mail-subscription-ended-${lang}-${viewport.width}`);
    assert.equal(sql(`select count(*) from subscription where address = '${contact}'`), '0', 'the address is erased');
    await page.goto(`${server.base}/${lang}/subscription/${'x'.repeat(32)}`);
    assert.equal(await page.locator('main form').count(), 0, 'an unknown link offers nothing');
    await judge(page, `mail-subscription-unknown-${lang}-${viewport.width}`);
    await context.close();
  });
