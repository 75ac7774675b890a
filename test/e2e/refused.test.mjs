// What people see when something is refused: each page says what happened and what to do, in their language, and what was typed
// is still there. A forged form, two editors, a place that is not there, too many tries.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, judge, send, signIn, startServer, stopBrowser, test, visitor, words } from './lib.mjs';

const HOME = '41702210895000', OTHER = '41702210896000', PASSWORD = 'ashar-demo';
const looks = [['ky', PHONE], ['ru', DESKTOP], ['ky', DESKTOP], ['ru', PHONE]];

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

async function as(login, lang, viewport) {
  const v = await visitor({ viewport });
  await signIn(v.page, server.base, lang, login, PASSWORD);
  return v;
}

test('no such page, no such municipality, not for this reader', async () => {
  for (const [lang, viewport] of looks) {
    const { page, context } = await as('jaran@tor.example', lang, viewport);
    for (const [path, status] of [['/jok', 404], ['/41702299999999', 404], ['/41702299999999/issues', 404], [`/${HOME}/issues/9999`, 404], [`/${HOME}/news/new`, 403],
      ['/nation/table', 403], [`/${HOME}/plan/step`, 404]]) {
      assert.equal((await page.goto(`${server.base}/${lang}${path}`)).status(), status, path);
      assert.ok(await page.locator('main h1').count() === 1 && await page.locator('main a').count() >= 1, `${path}: what, and where to go`);
      if (path.startsWith('/41702299999999')) assert.ok((await words(page)).includes('41702299999999'), 'the code that stands for nothing');
      await judge(page, `refused-${status}${path.replaceAll('/', '_').slice(0, 22)}-${lang}-${viewport.width}`);
    }
    await context.close();
  }
});

test('a form that cannot be confirmed is kept, in the words of the person, and goes out with one press', async () => {
  for (const [lang, viewport] of looks) {
    const { page, context } = await as('katchy@kok-jar.example', lang, viewport);
    const form = 'main form[data-draft]', title = `Көпүрөнү оңдоо ${lang} ${viewport.width}`;
    await page.goto(`${server.base}/${lang}/${HOME}/issues/new`);
    await page.fill(`${form} [name=title_ky]`, title);
    await page.fill(`${form} [name=text_ky]`, 'Үч-Терекке бараткан көпүрө.');
    await page.locator(`${form} [name=csrf]`).evaluate((e) => { e.value = (e.value[0] === 'A' ? 'B' : 'A') + e.value.slice(1); });
    assert.equal((await send(page, form)).status(), 403);
    const told = await words(page);
    assert.ok(told.includes(title) && told.includes('Үч-Терекке'), told);
    for (const inner of ['title_ky', 'text_ky', 'csrf', 'once', 'responsible_id']) assert.ok(!told.includes(inner), `${inner} in: ${told}`);
    await judge(page, `refused-csrf-${lang}-${viewport.width}`);
    await send(page, 'main form');
    await page.goto(`${server.base}/${lang}/${HOME}/issues`);
    assert.equal((await page.locator('tbody').innerText()).split(title).length - 1, 1);
    await context.close();
  }
});

test('two editors of a member see both versions side by side', async () => {
  for (const [lang, viewport] of looks) {
    const one = await as('katchy@kok-jar.example', lang, viewport), two = await as('bashchy@kok-jar.example', lang, viewport);
    const form = 'main form[action*="/members/"]';
    await one.page.goto(`${server.base}/${lang}/${HOME}/bodies/1`);
    const edit = await one.page.locator('main a[href$="/edit"][href*="/members/"]').first().getAttribute('href');
    for (const v of [one, two]) await v.page.goto(`${server.base}${edit}`);
    await one.page.fill(`${form} [name=position]`, `төрага ${lang} ${viewport.width}`);
    await send(one.page, form);
    await two.page.fill(`${form} [name=position]`, `төраганын орун басары ${lang}`);
    assert.equal((await send(two.page, form)).status(), 409);
    const told = await words(two.page);
    assert.ok(told.includes(`төрага ${lang} ${viewport.width}`) && told.includes(`төраганын орун басары ${lang}`), told);
    assert.ok(!/executive|\bsocial_group\b/.test(told), told);
    await judge(two.page, `refused-409-member-${lang}-${viewport.width}`);
    await send(two.page, 'main form', 'button.button-warn');
    assert.ok((await words(two.page)).includes(`төраганын орун басары ${lang}`));
    for (const v of [one, two]) await v.context.close();
  }
});

test('a number that a spreadsheet shortened is told with the advice', async () => {
  for (const [lang, viewport] of looks) {
    const { page, context } = await as('katchy@kok-jar.example', lang, viewport);
    await page.goto(`${server.base}/${lang}/${HOME}/issues/import`);
    await judge(page, `refused-import-form-${lang}-${viewport.width}`);
    await page.setInputFiles('main [name=file]', { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('number;title_ky\n4,17E+13;Суу\n') });
    assert.equal((await send(page, 'main form[action$="/issues/import"]')).status(), 422);
    const told = await page.locator('#faults').innerText();
    assert.match(told, lang === 'ky' ? /2-сап.*4,17E\+13.*«Текст»/s : /Строка 2.*4,17E\+13.*«Текстовый»/s);
    await judge(page, `refused-import-${lang}-${viewport.width}`);
    await context.close();
  }
});

test('too many tries: how long to wait', async () => {
  const strict = await startServer({ args: ['--rate-factor', '100'] });
  try {
    for (const [lang, viewport] of looks) {
      const { page, context } = await visitor({ viewport });
      let answer;
      for (let i = 0; i < 200; i++) {
        answer = await page.goto(`${strict.base}/${lang}/enter/nothing`);
        if (answer.status() === 429) break;
      }
      assert.equal(answer.status(), 429);
      assert.ok(Number(answer.headers()['retry-after']) > 0);
      assert.match(await words(page), /\d/);
      await judge(page, `refused-429-${lang}-${viewport.width}`);
      await context.close();
    }
  } finally {
    await strict.stop();
  }
});
