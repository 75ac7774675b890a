// The whole cycle of the Standard Plan through the browser, from an empty municipality to public progress: in Kyrgyz with
// JavaScript on a desk, in Russian without JavaScript on a phone. On the way, what people do wrong: a working group of six, an
// order without number, approval with an unanswered comment, a double click, two editors, a session that ended.
import { after, before, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, account, fill as fillFields, hasPostgres, iso, judge, leads, run, send, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';

const PASSWORD = 'bir-iki-uch-tort';
const MINUTES = { name: 'protocol.pdf', mimeType: 'application/pdf', buffer: Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') };

const servers = {};
before(async () => {
  servers.sqlite = await startServer();
  if (hasPostgres) servers.postgresql = await startServer({ engine: 'postgresql' });
});
after(async () => {
  await stopBrowser();
  for (const s of Object.values(servers)) await s.stop();
});
let server; // of the test that runs
beforeEach(() => {
  server = servers.sqlite;
});

const fill = (page, values, form = 'main form') => fillFields(page, form, values);

async function refused(page, name) {
  await page.locator('main [role=alert]').waitFor();
  await judge(page, name);
}

const member = (name, sex, side, extra = {}) => ({ name, sex, side, position: 'мүчө', from: iso(0), ...extra });

for (const [engine, lang, place, javaScript, viewport] of [
  ['sqlite', 'ky', '41702410000000', true, DESKTOP],
  ['sqlite', 'ru', '41702420000000', false, PHONE],
  ['postgresql', 'ky', '41702420000000', false, DESKTOP],
  ['postgresql', 'ru', '41702410000000', true, PHONE],
]) {
  const options = { skip: engine === 'postgresql' && !hasPostgres && 'no PostgreSQL (ASHAR_TEST_PG)' };
  test(`the cycle in ${lang}${javaScript ? '' : ' without JavaScript'} on ${engine}`, options, async () => {
    server = servers[engine];
    const site = `${server.base}/${lang}/${place}`;
    const who = (w) => `${w}-${lang}@shaar.example`;
    account(server, who('secretary'), 'Катчы Айгүл Асановна', 'secretary', place, PASSWORD);
    account(server, who('head'), 'Башчы Бакыт Эсенович', 'head', place, PASSWORD);
    account(server, who('resident'), 'Тургун Нурлан Кадырович', 'resident', place, PASSWORD);
    const secretary = await visitor({ viewport, javaScript });
    const head = await visitor({ viewport, javaScript });
    const resident = await visitor({ viewport, javaScript });
    await signIn(secretary.page, server.base, lang, who('secretary'), PASSWORD);
    await signIn(head.page, server.base, lang, who('head'), PASSWORD);
    await signIn(resident.page, server.base, lang, who('resident'), PASSWORD);
    const p = secretary.page, h = head.page, r = resident.page;

    // An empty desk says what comes next.
    await p.goto(`${site}/desk`);
    await judge(p, `cycle-${engine}-${lang}-empty-desk`);

    // Issues: the charter's twelve, and one of our own.
    await p.goto(`${site}/issues`);
    await send(p, 'main form[action$="/issues/charter"]');
    await p.goto(`${site}/issues`);
    assert.equal(await p.locator('tbody tr').count(), 12);
    await p.goto(`${site}/issues/new`);
    await fill(p, { title_ky: 'Ичүүчү суу', title_ru: 'Питьевая вода', basis: 'Устав, 11.2', responsible: 'адис' }, 'main form[data-draft]');
    await send(p, 'main form[data-draft]');
    await p.goto(`${site}/issues`);
    assert.equal(await p.locator('tbody tr').count(), 13);

    // A working group of six is not approved, and the checklist says why; of nine it is.
    await p.goto(`${site}/bodies/new?kind=plan_group`);
    if (await p.locator('main [name=kind]').count()) await fill(p, { kind: 'plan_group' });
    await fill(p, { name_ky: 'Жумушчу топ', name_ru: 'Рабочая группа', created_number: '1', created_day: iso(0) });
    await send(p);
    const group = new URL(p.url()).pathname;
    const people = [
      member('Башчы Бакыт Эсенович', 'm', 'executive'), member('Катчы Айгүл Асановна', 'f', 'executive'),
      member('Эсен уулу Талант', 'm', 'executive'), member('Жумабаева Айнура', 'f', 'deputy'),
      member('Кожогулов Рыскул', 'm', 'deputy'), member('Ибраимова Венера', 'f', 'deputy'),
      member('Усубалиев Нурлан', 'm', 'community', { consent: true, social_group: true }),
      member('Маликова Зарина', 'f', 'community', { consent: true, minority: true }),
      member('Абдырахманов Кубат', 'm', 'community', { consent: true, disability: true }),
    ];
    const add = async (m) => {
      await p.goto(`${server.base}${group}/members/new`);
      await fill(p, m);
      await send(p);
    };
    for (const m of people.slice(0, 6)) await add(m);
    await h.goto(`${server.base}${group}/approve`);
    await fill(h, { order_number: '2', order_day: iso(0) });
    await send(h);
    await refused(h, `cycle-${engine}-${lang}-six-members`);
    for (const m of people.slice(6)) await add(m);
    await h.goto(`${server.base}${group}/approve`);
    await fill(h, { order_number: '2', order_day: iso(0) });
    await send(h);
    assert.equal(await h.locator('main [role=alert]').count(), 0);

    // The draft: header, issues, a source, three measures.
    await p.goto(`${site}/plan/new`);
    await fill(p, { title_ky: 'Тартуу планы', title_ru: 'План вовлечения', from: iso(0), to: iso(364), body: group.split('/').pop() });
    await send(p);
    await p.goto(`${site}/plan`);
    const editor = await p.locator('a[href*="/plan/"][href$="/edit"]').first().getAttribute('href').catch(() => null);
    const planId = Number((editor ?? p.url()).match(/plan\/(\d+)/)[1]);
    const plan = `${site}/plan/${planId}`;
    await p.goto(`${plan}/issues`);
    await p.locator('main form[action$="/issues"] [name=issues]').first().check();
    await send(p, 'main form[action$="/issues"]');
    await p.goto(`${plan}/issues`);
    await fill(p, { kind: 'sedp', title_ky: 'СЭӨП', title_ru: 'ПСЭР' }, 'main form[action$="/sources"]');
    await send(p, 'main form[action$="/sources"]');
    for (const [direction, form, period, from, to] of [['inform', 'board', 'once', iso(0), ''],
      ['engage', 'assembly', 'half_yearly', iso(10), iso(360)], ['collect', 'survey', 'yearly', iso(20), iso(360)]]) {
      await p.goto(`${plan}/measures/new?direction=${direction}`);
      await fill(p, { direction, title_ky: `Иш-чара ${direction === 'inform' ? 'биринчи' : 'кийинки'}`, title_ru: `Мероприятие`, form, period,
        from, to, responsible: 'Жооптуу катчы', resources_ky: 'каражат талап кылынбайт', result_ky: 'натыйжа бар' });
      await send(p);
      assert.equal(await p.locator('main [role=alert]').count(), 0, await p.locator('main').innerText());
    }
    await p.goto(`${plan}/step/discussion`);
    await send(p);

    // A resident comments; a double click counts once.
    await r.goto(`${plan}/discussion`);
    await fill(r, { words: 'Чогулушту кечинде өткөрсөңүздөр, эл көп келет.', shown: 'name' }, 'main form[action$="/comments"]');
    if (javaScript) {
      await r.locator('main form[action$="/comments"] button:not([type=button])').dblclick();
      await r.locator('li[id^=comment-]').first().waitFor(); // whichever of the two presses led there
      await r.waitForLoadState();
    } else await send(r, 'main form[action$="/comments"]');
    await r.goto(`${plan}/discussion`);
    assert.equal(await r.locator('li[id^=comment-]').count(), 1);
    const comment = (await r.locator('li[id^=comment-]').getAttribute('id')).split('-')[1];

    // The assembly; approval is refused while the comment waits, then without an order's number.
    await p.goto(`${plan}/step/discussed`);
    await fill(p, { day: iso(0), place: 'Маданият үйү', present: '64', file: MINUTES });
    await send(p);
    await h.goto(`${plan}/step/approved`);
    if (await h.locator('main form [name=number]').count()) {
      await fill(h, { number: '31', day: iso(0), file: MINUTES, in_force_from: iso(0) });
      await send(h);
      await refused(h, `cycle-${engine}-${lang}-unanswered`);
    }
    await p.goto(`${site}/plan/comments/${comment}`);
    await fill(p, { verdict: 'accepted', reason: 'Туура сунуш, саат 18:00гө коюлду.', changed: 'Жыйын кечинде' }, `main form[action$="/comments/${comment}"]`);
    await send(p, `main form[action$="/comments/${comment}"]`);
    await p.goto(`${plan}/step/discussed`);
    if (await p.locator('main form [name=present]').count()) {
      await fill(p, { day: iso(0), place: 'Маданият үйү', present: '64', file: MINUTES });
      await send(p);
    }
    await h.goto(`${plan}/step/approved`);
    await h.locator('main form [name=number]').evaluate((e) => e.removeAttribute('required')).catch(() => {});
    await fill(h, { number: ' ', day: iso(0), file: MINUTES, in_force_from: iso(0) });
    await send(h);
    await refused(h, `cycle-${engine}-${lang}-no-number`);
    await fill(h, { number: '31', file: MINUTES });
    await send(h);
    assert.equal(await h.locator('main [role=alert]').count(), 0, await h.locator('main').innerText());

    // In force: a task is due today, is on the desk, is reported; progress is public.
    await p.goto(`${site}/desk`);
    await judge(p, `cycle-${engine}-${lang}-desk-due`);
    const task = await p.locator('main a[href*="/plan/tasks/"]').first().getAttribute('href');
    await p.goto(server.base + task);
    await fill(p, { outcome: 'done', day: iso(0), words: 'Тактага илинди', file: MINUTES }, 'main form[action*="/plan/tasks/"]');
    await send(p, 'main form[action*="/plan/tasks/"]');
    const nobody = await visitor({ viewport, javaScript: false });
    await nobody.page.goto(`${site}/plan`);
    assert.equal(await nobody.page.locator('main progress').first().getAttribute('value'), '1');
    await judge(nobody.page, `cycle-${engine}-${lang}-public`);
    const pdf = await fetch(`${site}/board/progress.pdf`);
    assert.equal(pdf.status, 200);
    assert.equal((await pdf.text()).slice(0, 5), '%PDF-');
    for (const v of [secretary, head, resident, nobody]) {
      assert.deepEqual(v.faults, []);
      await v.context.close();
    }
    const verdict = run('audit', 'verify', '--db', server.db);
    assert.equal(verdict.status, 0, verdict.out + verdict.err);
  });
}

test('two editors of one issue: the second sees the difference and loses nothing', async () => {
  const site = `${server.base}/ky/41702210895000`;
  const a = await visitor(), b = await visitor();
  for (const v of [a, b]) {
    await signIn(v.page, server.base, 'ky', 'katchy@kok-jar.example', 'ashar-demo');
    await v.page.goto(`${site}/issues/1/edit`);
  }
  await fill(a.page, { title_ky: 'Биринчи редактордун аталышы' }, 'main form[data-draft]');
  await send(a.page, 'main form[data-draft]');
  await fill(b.page, { title_ky: 'Экинчи редактордун аталышы' }, 'main form[data-draft]');
  await send(b.page, 'main form[data-draft]');
  const text = await b.page.locator('main').innerText();
  assert.match(text, /Биринчи редактордун аталышы/);
  const kept = await b.page.content();
  assert.match(kept, /Экинчи редактордун аталышы/);
  await judge(b.page, 'two-editors');
  await a.context.close();
  await b.context.close();
});

test('a session that ended keeps the half-written form', async () => {
  const site = `${server.base}/ky/41702210895000`;
  const v = await visitor();
  await signIn(v.page, server.base, 'ky', 'katchy@kok-jar.example', 'ashar-demo');
  await v.page.goto(`${site}/news/new`);
  await fill(v.page, { title_ky: 'Узун жазылган кабар', body_ky: 'Муну жоготпогула: өтө маанилүү текст.' });
  await v.context.clearCookies();
  await send(v.page);
  await v.page.locator('main [name=password]').waitFor();
  await judge(v.page, 'session-ended');
  await fill(v.page, { login: 'katchy@kok-jar.example', password: 'ashar-demo' });
  await send(v.page);
  assert.match(await v.page.content(), /Муну жоготпогула/);
  await judge(v.page, 'text-kept');
  await send(v.page);
  assert.match(await v.page.locator('main').innerText(), /Муну жоготпогула/);
  await v.context.close();
});

test('the main job with the keyboard alone', async () => {
  const { page, context } = await visitor();
  await page.goto(`${server.base}/ky/login`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  const to = async (selector) => {
    for (let i = 0; i < 60; i++) {
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${selector} cannot be reached by Tab`);
  };
  await to('[name=login]');
  await page.keyboard.type('katchy@kok-jar.example');
  await to('[name=password]');
  await page.keyboard.type('ashar-demo');
  await leads(page, () => page.keyboard.press('Enter'));
  await page.goto(`${server.base}/ky/41702210895000/issues/3`);
  await to('main form[action$="/refresh"] button');
  await leads(page, () => page.keyboard.press('Enter'));
  await page.locator('.notice-ok').waitFor();
  await context.close();
});
