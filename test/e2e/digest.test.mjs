// The digest of legal news from end to end: two readers subscribe by mail, an act is entered, the week passes, and a real mail
// server gets one letter for each in their language; never twice, and none after the link in the letter has ended it.
// A week is not waited for: the hour of the last digest is set back, and the program started again looks at once.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { follow, hasPostgres, send, signIn, sql, startServer, stopBrowser, test, until, visitor } from './lib.mjs';
import { hasMailServer, linkIn, startMailServer } from './mailbox.mjs';

const PLACE = '41702210895000';
const readers = [{ lang: 'ky', to: 'mayram@shaar.example' }, { lang: 'ru', to: 'vera@shaar.example' }];
let mail;
before(async () => {
  if (hasMailServer) mail = await startMailServer();
});
after(async () => {
  await stopBrowser();
  mail?.stop();
});

async function subscribe(server, { lang, to }) {
  const { page, context } = await visitor();
  await page.goto(`${server.base}/${lang}/${PLACE}/subscribe`);
  await page.fill('main [name=address]', to);
  for (const box of await page.locator('main [type=checkbox]').all()) await box.uncheck();
  await page.check('main [name=topic_law]');
  await send(page);
  await page.goto(linkIn(await mail.next(to), server.base));
  await follow(page, page.locator('main form[action$="/confirm"] button'));
  await context.close();
}

async function enterAct(server, number, ky, ru) {
  const { page, context } = await visitor();
  await signIn(page, server.base, 'ky', 'katchy@kok-jar.example', 'ashar-demo');
  await page.goto(`${server.base}/ky/${PLACE}/acts/new`);
  await page.selectOption('[name=kind]', 'resolution');
  for (const [name, value] of Object.entries({ issuer: 'Көк-Жар айылдык кеңеши', title_ky: ky, title_ru: ru, number, day: '2026-03-05' }))
    await page.fill(`[name=${name}]`, value);
  await follow(page, page.locator('main form.form button'));
  assert.match(page.url(), /\/acts\/\d+/);
  await context.close();
}

// The program ends and begins again. Not before it has noted that its mails are out: it would send them twice, rightly.
async function again(server, meanwhile = () => {}) {
  await until('what is to be sent going out', () => sql(server, 'select count(*) from outbox where sent_at is null and failed_at is null') === '0');
  await server.kill();
  meanwhile();
  await server.start();
}
// The week is over, and the program looks: by the place's turn it is known that it has looked.
async function weekLater(server) {
  const place = `place_id = (select id from unit where code = '${PLACE}')`;
  let was;
  await again(server, () => {
    sql(server, `update act_digest set at = at - 8 * 86400 where ${place}`);
    was = sql(server, `select at from act_digest where ${place}`);
  });
  await until('a look at the legal news', () => sql(server, `select at from act_digest where ${place}`) !== was);
}

for (const engine of hasPostgres ? ['sqlite', 'postgresql'] : ['sqlite'])
  test(`an act entered is told once, in the reader's language: ${engine}`,
    { skip: !hasMailServer && 'no aiosmtpd (Debian: python3-aiosmtpd)' }, async () => {
      const server = await startServer({ engine, args: ['--smtp-url', mail.url, '--mail-from', 'ashar@shaar.example'] });
      try {
        for (const r of readers) await subscribe(server, r);
        await again(server); // the first look notes where it stands: what is old is no news
        await until('the first look', () => sql(server, 'select count(*) from act_digest') !== '0');
        const quiet = mail.count();

        await enterAct(server, `31/${engine}`, `Жайыт акысы ${engine}`, `Плата за пастбища ${engine}`);
        await weekLater(server);
        const letters = [];
        for (const r of readers) letters.push(await mail.next(r.to, engine));
        assert.match(letters[0].text, /Жайыт акысы/);
        assert.match(letters[1].text, /Плата за пастбища/);
        assert.ok(!letters[1].text.includes('Жайыт акысы'), letters[1].text);
        assert.notEqual(letters[0].subject, letters[1].subject);
        const { page, context } = await visitor();
        assert.equal((await page.goto(linkIn(letters[1], server.base))).status(), 200);
        assert.ok((await page.locator('main').innerText()).includes('Плата за пастбища'), 'the letter leads to the news');

        await weekLater(server); // nothing was entered since: no letter
        assert.equal(mail.count(), quiet + 2);

        const end = letters[0].unsubscribe.replace(/^<|>$/g, '');
        assert.ok(end.startsWith(server.base), end);
        await page.goto(end);
        await follow(page, page.locator('main form[action$="/end"] button, main form button').last());
        assert.equal(sql(server, `select count(*) from subscription where address = '${readers[0].to}'`), '0', 'the address is erased');
        await context.close();

        await enterAct(server, `32/${engine}`, `Суу эрежеси ${engine}`, `Правила воды ${engine}`);
        await weekLater(server);
        await mail.next(readers[1].to, `Правила воды ${engine}`);
        assert.equal(mail.count(), quiet + 3, 'who has ended it gets none');
      } finally {
        await server.stop();
      }
    });
