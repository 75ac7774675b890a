// The officer's page in the hall on a bad day: the line is cut in mid-registration, the phone closes the page, answers are lost, the
// server dies, two phones enter at once. Nothing is lost, nobody is counted twice, what is refused says why and stays.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { PHONE, hasPostgres, judge, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';
import { PASSWORD, PLACE, account, announce, counts, enter, fill, numbers, opened, words } from './hall.mjs';

const servers = {};
before(async () => {
  servers.sqlite = await startServer();
  if (hasPostgres) servers.postgresql = await startServer({ engine: 'postgresql' });
});
after(async () => {
  await stopBrowser();
  for (const s of Object.values(servers)) await s.stop();
});

const ROLL = 'main form[action$="/hall/roll"]';
const waits = (page, n) => page.waitForFunction((k) => document.getElementById('queue').dataset.count === k, String(n));
const tap = (page, value) => page.locator(`${ROLL} button[value="${value}"]`).click();
const online = (page) => page.evaluate(() => dispatchEvent(new Event('online')));
const refusals = (page) => page.locator('.queue-refused .fault');

async function officer(server, lang, login, name) {
  account(server, login, name, 'secretary');
  const v = await visitor({ viewport: PHONE });
  await signIn(v.page, server.base, lang, login, PASSWORD);
  return v;
}
// Line 20 of the printed sheet.
async function lineTwenty(page) {
  await fill(page, ROLL, { number: '20' });
  await tap(page, 'f 29-59');
}

test('the line is cut in mid-registration: nothing is lost, nobody is counted twice', async () => {
  const server = servers.sqlite;
  const { page: first, context } = await officer(server, 'ky', 'secretary-line@kok-jar.example', 'Катчы Бермет');
  const meeting = await announce(first, `${server.base}/ky/${PLACE}`);
  await first.goto(`${meeting}/hall`);
  await first.evaluate(() => navigator.serviceWorker.ready);
  await first.waitForFunction(async () => { // the page and everything it loads is kept
    const cache = await caches.open('ashar-hall');
    const parts = [...document.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]')].map((e) => e.href || e.src);
    const kept = await Promise.all([location.origin + location.pathname, ...parts].map((url) => cache.match(url, { ignoreVary: true })));
    return kept.every(Boolean);
  });
  await tap(first, 'f 29-59');
  await waits(first, 0);
  await counts(first, 1, 1);

  // No line: entries wait on the device.
  await context.setOffline(true);
  for (const value of ['f 18-28', 'm 60-', 'm 29-59']) await tap(first, value);
  await waits(first, 3);
  assert.match(await first.locator('.queue-status').innerText(), /3/);

  // The page is closed and opened again without a line: they are still there, and more can be entered.
  await first.close();
  const page = await context.newPage();
  page.scripted = true;
  await page.goto(`${meeting}/hall`);
  await waits(page, 3);
  await tap(page, 'f 60-');
  await waits(page, 4);
  await judge(page, 'meeting-offline');
  await context.setOffline(false);
  await online(page);
  await waits(page, 0);
  await counts(page, 5, 5);

  // The server takes an entry and its answer is lost: the same entry again is no second person.
  let lost = 0;
  await context.route('**/hall/roll', async (route) => {
    if (route.request().method() !== 'POST' || lost >= 2) return route.fallback();
    lost++;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await tap(page, 'f 29-59');
  await page.waitForFunction(() => document.getElementById('queue').dataset.count === '1');
  await online(page);
  await waits(page, 0);
  assert.ok(lost >= 1);
  await context.unroute('**/hall/roll');
  await counts(page, 6, 6);

  // The server dies while entries go out, and comes back.
  await tap(page, 'm 18-28');
  await tap(page, 'm 18-28');
  await server.kill();
  await tap(page, 'f 18-28');
  await page.waitForFunction(() => Number(document.getElementById('queue').dataset.count) >= 1);
  await server.start();
  await online(page);
  await waits(page, 0);
  await page.goto(`${meeting}/hall`);
  assert.deepEqual(await numbers(page), ['9', '9']);
  await context.close();
});

for (const [engine, lang, decided] of [['sqlite', 'ru', /изменил другой секретарь/], ['postgresql', 'ky', /башка катчы өзгөрттү/]]) {
  const skip = engine === 'postgresql' && !hasPostgres && 'no PostgreSQL (ASHAR_TEST_PG)';
  test(`two phones without a line, then both at once, on ${engine}`, { skip }, async () => {
    const server = servers[engine];
    const phones = [await officer(server, lang, 'secretary-a@kok-jar.example', 'Катчы Бермет'),
      await officer(server, lang, 'secretary-b@kok-jar.example', 'Катчы Айгүл')];
    const [a, b] = phones.map((v) => v.page);
    const meeting = await announce(a, `${server.base}/${lang}/${PLACE}`);
    await opened(a, meeting, 3);
    await enter(a, 'main form:has([name=to][value=current])');
    for (const page of [a, b]) await page.goto(`${meeting}/hall`);

    // Each registers people, one of them the same line of the sheet, and each writes down what was decided.
    for (const v of phones) await v.context.setOffline(true);
    for (const [page, decision] of [[a, 'Жактырылсын'], [b, 'Кайра каралсын']]) {
      await tap(page, 'm 29-59');
      await tap(page, 'f 60-');
      await lineTwenty(page);
      await fill(page, 'main form:has([name=to][value=done])', { decision });
      await page.locator('main form:has([name=to][value=done]) button').click();
      await waits(page, 4);
    }
    for (const v of phones) await v.context.setOffline(false);
    await Promise.all([a, b].map(online));
    await Promise.all([a, b].map((page) => waits(page, 0)));
    await counts(a, 8, 8); // 3, and 2 of each, and the one of line 20
    const [ofA, ofB] = await Promise.all([a, b].map((page) => refusals(page).allInnerTexts()));
    const told = [...ofA, ...ofB], lineTaken = (text) => /№ 20/.test(text), otherDecided = (text) => decided.test(text);
    assert.equal(told.length, 2, told.join('\n'));
    assert.equal(told.filter(lineTaken).length, 1, told.join('\n'));
    assert.equal(told.filter(otherDecided).length, 1, told.join('\n'));

    // It stays with its reason until somebody decides. Sent again, knowingly, the decision of the second stands.
    const second = ofA.some(otherDecided) ? a : b, twice = ofA.some(lineTaken) ? a : b;
    const wins = second === a ? 'Жактырылсын' : 'Кайра каралсын';
    await second.reload();
    await refusals(second).filter({ hasText: decided }).waitFor();
    await judge(second, `meeting-two-phones-${engine}`);
    await second.locator('.queue-refused li', { hasText: decided }).locator('button:not(.button-quiet)').click();
    await refusals(second).filter({ hasText: decided }).waitFor({ state: 'detached' });
    await waits(second, 0);
    await second.goto(`${meeting}/live`);
    assert.ok((await words(second)).includes(wins), await words(second));
    await twice.goto(`${meeting}/hall`);
    await refusals(twice).filter({ hasText: '№ 20' }).waitFor();
    twice.once('dialog', (d) => d.accept());
    await twice.locator('.queue-refused .button-quiet').click();
    await twice.locator('.queue-refused li').waitFor({ state: 'detached' });
    assert.deepEqual(await numbers(twice), ['8', '8']);
    for (const v of phones) await v.context.close();
  });
}
