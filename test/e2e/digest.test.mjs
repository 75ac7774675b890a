// The digest of legal news from end to end: two readers subscribe by mail, an act is entered, the week passes, and a real mail
// server gets one letter for each in their language; never twice, and none after the link in the letter has ended it.
// A week is not waited for: the hour of the last digest is set back, and the program started again looks at once.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hasPostgres, signIn, startServer, stopBrowser, visitor } from './lib.mjs';
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

function sql(server, text) {
  const sqlite = server.db.startsWith('sqlite:');
  const r = sqlite
    ? spawnSync('sqlite3', ['-cmd', '.timeout 10000', server.db.replace('sqlite:', ''), text], { encoding: 'utf8' })
    : spawnSync('psql', [server.db, '-qAtc', text], { encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.trim();
}
async function until(what, true_) {
  const end = Date.now() + 30_000;
  while (!true_()) {
    assert.ok(Date.now() < end, `${what} did not happen`);
    await new Promise((next) => setImmediate(next));
  }
}
const button = (page) => page.locator('main form button:not([type=button])').last();
const send = (page) => Promise.all([page.waitForNavigation(), button(page).click()]);

async function subscribe(server, { lang, to }) {
  const { page, context } = await visitor();
  await page.goto(`${server.base}/${lang}/${PLACE}/subscribe`);
  await page.fill('main [name=address]', to);
  for (const box of await page.locator('main [type=checkbox]').all()) await box.uncheck();
  await page.check('main [name=topic_law]');
  await send(page);
  await page.goto(linkIn(await mail.next(to), server.base));
  await Promise.all([page.waitForNavigation(), page.locator('main form[action$="/confirm"] button').click()]);
  await context.close();
}

async function enterAct(server, number, ky, ru) {
  const { page, context } = await visitor();
  await signIn(page, server.base, 'ky', 'katchy@kok-jar.example', 'ashar-demo');
  await page.goto(`${server.base}/ky/${PLACE}/acts/new`);
  await page.selectOption('[name=kind]', 'resolution');
  for (const [name, value] of Object.entries({ issuer: 'Көк-Жар айылдык кеңеши', title_ky: ky, title_ru: ru, number, day: '2026-03-05' }))
    await page.fill(`[name=${name}]`, value);
  await Promise.all([page.waitForNavigation(), page.locator('main form.form button').click()]);
  assert.match(page.url(), /\/acts\/\d+/);
  await context.close();
}

// The week is over, and the program looks: by the place's turn it is known that it has looked.
async function weekLater(server) {
  const place = `place_id = (select id from unit where code = '${PLACE}')`;
  sql(server, `update act_digest set at = at - 8 * 86400 where ${place}`);
  const was = sql(server, `select at from act_digest where ${place}`);
  await server.kill();
  await server.start();
  await until('a look at the legal news', () => sql(server, `select at from act_digest where ${place}`) !== was);
}

for (const engine of hasPostgres ? ['sqlite', 'postgresql'] : ['sqlite'])
  test(`an act entered is told once, in the reader's language: ${engine}`,
    { timeout: 240_000, skip: !hasMailServer && 'no aiosmtpd (Debian: python3-aiosmtpd)' }, async () => {
      const server = await startServer({ engine, args: ['--smtp-url', mail.url, '--mail-from', 'ashar@shaar.example'] });
      try {
        for (const r of readers) await subscribe(server, r);
        await server.kill();
        await server.start(); // the first look notes where it stands: what is old is no news
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
        await Promise.all([page.waitForNavigation(), page.locator('main form[action$="/end"] button, main form button').last().click()]);
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
