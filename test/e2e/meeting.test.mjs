// A budget hearing through the browser, from the request of an initiative group to what the hall decided: an officer with a
// phone and a resident at a desk at the same time, in Kyrgyz and Russian, with and without JavaScript, on both engines. Then the
// bad day: the line is cut in mid-registration, answers are lost, the server dies; nothing is lost and nobody is counted twice.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { ashar, DESKTOP, PHONE, hasPostgres, judge, run, signIn, startServer, stopBrowser, visitor } from './lib.mjs';

const PASSWORD = 'bir-iki-uch-tort';
const PLACE = '41702210895000';
const servers = {};
before(async () => {
  servers.sqlite = await startServer();
  if (hasPostgres) servers.postgresql = await startServer({ engine: 'postgresql' });
});
after(async () => {
  await stopBrowser();
  for (const s of Object.values(servers)) await s.stop();
});

function account(server, login, name, role) {
  const add = spawnSync(ashar, ['people', 'add', login, name, '--db', server.db], { input: `${PASSWORD}\n`, encoding: 'utf8' });
  assert.equal(add.status, 0, add.stderr);
  const grant = run('people', 'role', login, role, '--place', PLACE, '--db', server.db);
  assert.equal(grant.status, 0, grant.err);
}
const iso = () => new Date(Date.now() + 6 * 3600_000).toISOString().slice(0, 10);

async function fill(page, form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`${form} [name="${name}"]`).first();
    const kind = await field.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
    const fold = await field.evaluate((e) => {
      const d = e.closest('details');
      if (d) d.open = true;
      return Boolean(d);
    });
    if (fold) await field.waitFor();
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'checkbox' || kind === 'radio') await field.setChecked(value);
    else await field.fill(value);
  }
}
// An ordinary form: the page that follows is awaited.
async function post(page, form, values = {}, button = 'button[type=submit], button:not([type])') {
  await fill(page, form, values);
  await page.locator(form).first().evaluate((e) => { const d = e.closest('details'); if (d) d.open = true; });
  await Promise.all([page.waitForNavigation(), page.locator(`${form} >> css=${button}`).first().click()]);
}
// A form of the hall: with JavaScript the queue sends it, without it is an ordinary one.
async function enter(page, form, values = {}, button = 'button[type=submit]') {
  if (!page.scripted) return post(page, form, values, button);
  await fill(page, form, values);
  await page.locator(form).first().evaluate((e) => { const d = e.closest('details'); if (d) d.open = true; });
  const answered = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes('/hall'));
  await page.locator(`${form} >> css=${button}`).first().click();
  const answer = await answered;
  await page.waitForFunction(() => document.getElementById('queue').dataset.count === '0');
  return answer;
}
// What the resident reads arrives by itself; without JavaScript the page is asked again.
async function reads(page, text) {
  if (!page.scripted) {
    await page.reload();
    assert.ok((await page.locator('main').innerText()).includes(text), `${text} is not in ${await page.locator('main').innerText()}`);
    return;
  }
  await page.waitForFunction((t) => document.querySelector('main').innerText.includes(t), text);
}
const numbers = (page) => page.locator('#hall-now .stat b').allInnerTexts();
async function counts(page, present, registered) {
  if (!page.scripted) {
    await page.reload();
    assert.deepEqual((await numbers(page)).slice(0, 2), [String(present), String(registered)]);
    return;
  }
  await page.waitForFunction(([p, r]) => {
    const b = [...document.querySelectorAll('#hall-now .stat b')].map((e) => e.textContent);
    return b[0] === p && b[1] === r;
  }, [String(present), String(registered)]);
}

// A hearing announced for today, with one item; the path of its page.
async function announce(page, site, { from = '/meetings/new?kind=budget_hearing&topic=budget_draft' } = {}) {
  await page.goto(`${site}${from}`);
  const form = 'main form[action*="/meetings"]';
  for (const [name, value] of Object.entries({ kind: 'budget_hearing', topic: 'budget_draft' })) await fill(page, form, { [name]: value });
  await post(page, form, { title_ky: 'Бюджеттин долбоору боюнча угуу', title_ru: 'Слушания по проекту бюджета', day: iso(), at: '23:30',
    minutes: '120', venue_ky: 'Маданият үйү', venue_ru: 'Дом культуры', caller: 'head', call_order: '12', call_day: iso(), invited: '8',
    mode: 'mixed', remote_url: 'https://meet.example.kg/12', emergency: 'urgent_issue', emergency_act: 'Токтом № 12' });
  assert.equal(await page.locator('main [role=alert]').count(), 0, await page.locator('main').innerText());
  const path = new URL(page.url()).pathname.replace(/\/(agenda|edit|steps)$/, '');
  const meeting = new URL(path, site).href;
  await page.goto(`${meeting}/agenda`);
  await post(page, 'main form[action$="/agenda"]', { title_ky: '2027-жылдын бюджетинин долбоору', title_ru: 'Проект бюджета на 2027 год' });
  await page.goto(meeting);
  await post(page, 'main form[action$="/announce"]');
  assert.equal(await page.locator('main [role=alert]').count(), 0, await page.locator('main').innerText());
  return meeting;
}

// A group of the right size asks; the officer accepts and calls.
async function requested(resident, officer, site) {
  await resident.goto(`${site}/meetings/requests/new`);
  const names = Array.from({ length: 11 }, (_, i) => `Тургун уулу Мирлан ${i + 1}`).join('\n');
  await post(resident, 'main form[action$="/requests/new"]', { kind: 'budget_hearing', subject: '2027-жылдын бюджети', names,
    grounds: 'Ички жолдорго каражат бөлүнүшүн талкуулоо керек', contact: 'мобилдик 0555 000 111' });
  assert.equal(await resident.locator('main [role=alert]').count(), 0, await resident.locator('main').innerText());
  const request = new URL(resident.url()).pathname;
  await officer.goto(new URL(request, site).href);
  await post(officer, 'main form:has([name=to][value=accepted])');
  return `/meetings/new?request=${request.split('/').pop()}&kind=budget_hearing&topic=budget_draft`;
}

for (const [engine, lang, javaScript] of [
  ['sqlite', 'ky', true], ['sqlite', 'ru', false], ['postgresql', 'ru', true], ['postgresql', 'ky', false],
]) {
  const skip = engine === 'postgresql' && !hasPostgres && 'no PostgreSQL (ASHAR_TEST_PG)';
  test(`a budget hearing in ${lang}${javaScript ? '' : ' without JavaScript'} on ${engine}`, { timeout: 300_000, skip }, async () => {
    const server = servers[engine];
    const site = `${server.base}/${lang}/${PLACE}`;
    const name = (what) => `meeting-${engine}-${lang}-${what}`;
    const who = (w) => `${w}-hall-${lang}@kok-jar.example`;
    account(server, who('secretary'), 'Катчы Айгүл Асановна', 'secretary');
    account(server, who('resident'), 'Тургун Нурлан Кадырович', 'resident');
    const secretary = await visitor({ viewport: PHONE, javaScript });
    const resident = await visitor({ viewport: DESKTOP, javaScript });
    const o = secretary.page, r = resident.page;
    await signIn(o, server.base, lang, who('secretary'), PASSWORD);
    await signIn(r, server.base, lang, who('resident'), PASSWORD);

    const meeting = await announce(o, site, { from: await requested(r, o, site) });
    await r.goto(`${meeting}/live`);
    await judge(r, name('live-before'));
    await o.goto(`${meeting}/hall`);
    await judge(o, name('hall-before'));

    // Registration by large buttons; the resident sees the numbers grow.
    const roll = 'main form[action$="/hall/roll"]';
    for (const [i, value] of ['f 29-59', 'f 60-', 'm 18-28', 'm 29-59', 'm 29-59'].entries()) {
      await enter(o, roll, {}, `button[value="${value}"]`);
      await counts(r, i + 1, i + 1);
    }
    await judge(o, name('hall-registered'));

    // Opening without chair and secretary is refused with reasons; the first vote has more hands than people.
    await o.goto(`${meeting}/hall`);
    if (await o.locator('main form[action$="/hall/open"] [name=confirmed]').count()) await fill(o, 'main form[action$="/hall/open"]', { confirmed: true });
    await post(o, 'main form[action$="/hall/open"]');
    assert.ok((await o.locator('main [role=alert] li').count()) >= 2);
    await judge(o, name('hall-not-open'));
    await o.goto(`${meeting}/hall`);
    const chair = 'main form:has([name=role][value=chair])';
    if (javaScript) {
      const answer = await enter(o, chair, { name: 'Бакыт Жумабаев', in_favour: '9' });
      assert.equal(answer.status(), 422);
      await o.locator('.queue-refused .fault').waitFor();
      assert.match(await o.locator('.queue-refused .fault').innerText(), /9.*5|5.*9/s);
      await judge(o, name('hall-refused'));
      o.once('dialog', (d) => d.accept());
      await o.locator('.queue-refused .button-quiet').click();
      await o.locator('.queue-refused li').waitFor({ state: 'detached' });
    } else {
      await post(o, chair, { name: 'Бакыт Жумабаев', in_favour: '9' });
      assert.equal(await o.locator('[name=name]').inputValue(), 'Бакыт Жумабаев');
      await judge(o, name('hall-refused'));
      await o.goto(`${meeting}/hall`);
    }
    await enter(o, chair, { name: 'Бакыт Жумабаев', in_favour: '5' });
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form:has([name=role][value=secretary])', { name: 'Айгүл Асанова', in_favour: '4', abstained: '1' });
    await o.goto(`${meeting}/hall`);
    if (await o.locator('main form[action$="/hall/open"] [name=confirmed]').count()) await fill(o, 'main form[action$="/hall/open"]', { confirmed: true });
    await post(o, 'main form[action$="/hall/open"]');
    assert.equal(await o.locator('main [role=alert] li').count(), 0, await o.locator('main').innerText());
    await reads(r, 'Бакыт Жумабаев');

    // From afar: joined, a question that waits until it is let through.
    await r.goto(`${meeting}/live`);
    await fill(r, 'main form[action$="/live/join"]', { sex: 'm', age_group: '29-59' });
    await r.locator('main form[action$="/live/join"] [name=village]').evaluate((e) => { if (e.tagName === 'SELECT') e.selectedIndex = 1; else e.value = 'Көк-Жар'; });
    await post(r, 'main form[action$="/live/join"]');
    await judge(r, name('live-joined'));
    await post(r, 'main form[action$="/live/words"]', { kind: 'question', text: 'Мектептин чатыры качан оңдолот?' });
    await o.goto(`${meeting}/hall`);
    await judge(o, name('hall-waiting'));
    await enter(o, 'main form:has([name=do][value=admit])');
    await r.goto(`${meeting}/live`);
    await reads(r, 'Мектептин чатыры качан оңдолот?');

    // The item, a proposal, a vote, an item added in the hall.
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form:has([name=to][value=current])');
    await reads(r, lang === 'ky' ? 'бюджетинин долбоору' : 'Проект бюджета');
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form:has([name=kind][value=proposal])', { author: 'Осмонова Гүлнара', text: 'Көчөгө жарык орнотулсун', author_public: true });
    await reads(r, 'Көчөгө жарык орнотулсун');
    await reads(r, 'Осмонова Гүлнара');
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form:has([name=word])', { in_favour: '4', against: '1', abstained: '1', decision: 'Сунуш кабыл алынсын' });
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form[action$="/hall/items"]', { title: 'Суу түтүгү', reason: 'Суу үч күндөн бери жок', in_favour: '6' });
    await reads(r, 'Суу түтүгү');
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form[action$="/hall/votes"]:has([name=item])', { in_favour: '5', against: '1', decision: 'Долбоор жактырылсын' });
    await reads(r, 'Долбоор жактырылсын');
    await o.goto(`${meeting}/hall`);
    await judge(o, name('hall-open'));
    await judge(r, name('live-open'));
    await r.goto(`${meeting}/live?view=screen`);
    await judge(r, name('screen'));
    await r.goto(`${meeting}/live`);

    // Two secretaries correct one line: the second sees both.
    await o.goto(`${meeting}/hall/roll`);
    await judge(o, name('roll'));
    const line = await o.locator('main .roll a[href*="/hall/roll/"]').last().getAttribute('href');
    await o.goto(new URL(line, server.base).href);
    await judge(o, name('roll-line'));
    const second = await secretary.context.newPage();
    second.scripted = javaScript;
    await second.goto(new URL(line, server.base).href);
    await post(second, 'main form[action$="/correct"]', { age_group: '60-' });
    await post(o, 'main form[action$="/correct"]', { age_group: '18-28' });
    assert.equal(await o.locator('[name=age_group]').inputValue(), '18-28');
    assert.match(await o.locator('main').innerText(), /60/);
    await judge(o, name('roll-conflict'));
    await second.close();

    // Closing; then the proposal is answered, and everybody reads in the ledger what it changed.
    await o.goto(`${meeting}/hall`);
    await post(o, 'main form[action$="/hall/close"]');
    await judge(o, name('hall-closed'));
    await r.goto(`${meeting}/live`);
    await judge(r, name('live-closed'));
    await o.goto(`${meeting}/ledger`);
    await judge(o, name('ledger-open'));
    const answer = await o.locator('main a[href$="/answer"]', { hasText: '№ 2' }).first().getAttribute('href');
    await o.goto(new URL(answer, server.base).href);
    await judge(o, name('answer'));
    await o.locator('main form [name=answer][value=accepted]').check();
    const budget = await o.locator('main form [name=link] option').evaluateAll((all) => all.map((e) => e.value).find((v) => v.startsWith('budget')));
    await post(o, 'main form:has([name=link])', { reason: 'Көчө жарыгына бюджеттен каражат каралды', link: budget, link_text: '2027-жылдын бюджети' });
    assert.equal(await o.locator('main [role=alert]').count(), 0, await o.locator('main').innerText());
    await r.goto(`${meeting}/ledger`);
    await reads(r, 'Көчөгө жарык орнотулсун');
    await reads(r, 'Көчө жарыгына бюджеттен каражат каралды');
    await judge(r, name('ledger'));
    assert.deepEqual(secretary.faults, []);
    assert.deepEqual(resident.faults, []);
    await secretary.context.close();
    await resident.context.close();
  });
}

test('the line is cut in mid-registration: nothing is lost, nobody is counted twice', { timeout: 300_000 }, async () => {
  const server = servers.sqlite;
  const site = `${server.base}/ky/${PLACE}`;
  account(server, 'secretary-line@kok-jar.example', 'Катчы Бермет', 'secretary');
  const { page, context } = await visitor({ viewport: PHONE });
  await signIn(page, server.base, 'ky', 'secretary-line@kok-jar.example', PASSWORD);
  const meeting = await announce(page, site);
  const queue = (n) => page.waitForFunction((k) => document.getElementById('queue').dataset.count === k, String(n));
  const tap = (value) => page.locator(`main form[action$="/hall/roll"] button[value="${value}"]`).click();
  await page.goto(`${meeting}/hall`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => {
    const cache = await caches.open('ashar-hall');
    return Boolean(await cache.match(location.origin + location.pathname)) && (await cache.keys()).length >= 4;
  });
  await tap('f 29-59');
  await queue(0);
  await counts(page, 1, 1);

  // No line: entries wait on the device, and stay when the page is opened again without a line.
  await context.setOffline(true);
  await tap('f 18-28');
  await tap('m 60-');
  await tap('m 29-59');
  await queue(3);
  assert.match(await page.locator('.queue-status').innerText(), /3/);
  await page.reload();
  await queue(3);
  await tap('f 60-');
  await queue(4);
  await judge(page, 'meeting-offline');
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await queue(0);
  await counts(page, 5, 5);

  // The server takes an entry and its answer is lost: the same entry again is no second person.
  let lost = 0;
  await context.route('**/hall/roll', async (route) => {
    if (route.request().method() !== 'POST' || lost >= 2) return route.fallback();
    lost++;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await tap('f 29-59');
  await page.waitForFunction(() => document.getElementById('queue').dataset.count === '1');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await queue(0);
  assert.ok(lost >= 1);
  await context.unroute('**/hall/roll');
  await counts(page, 6, 6);

  // The server dies while entries go out, and comes back.
  await tap('m 18-28');
  await tap('m 18-28');
  await server.kill();
  await tap('f 18-28');
  await page.waitForFunction(() => Number(document.getElementById('queue').dataset.count) >= 1);
  await server.start();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await queue(0);
  await page.goto(`${meeting}/hall`);
  assert.deepEqual((await numbers(page)).slice(0, 2), ['9', '9']);

  // Refused for good: it stays on the device with its reason until somebody removes it.
  await page.locator('main form[action$="/hall/roll"] [name=number]').evaluate((e) => { e.closest('details').open = true; e.value = '3'; });
  await tap('f 29-59');
  await page.locator('.queue-refused .fault').waitFor();
  await page.reload();
  await page.locator('.queue-refused .fault').waitFor();
  assert.match(await page.locator('.queue-refused .fault').innerText(), /3/);
  await context.close();
});
