// The ground a municipality stands on, through the browser: an act with its text out of a file, editions compared, where it is
// used, a question without an account and its answer, functions out of a table, a checklist with evidence. In Kyrgyz with
// JavaScript on a desk, in Russian without on a phone; axe-core and the width of the window on every page.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { DESKTOP, PHONE, follow, hasPostgres, iso, judge, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';

const PLACE = '/41702210895000';
let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

const text = (page, selector = 'main') => page.locator(selector).innerText();
const file = (name, content) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
const readers = [
  { lang: 'ky', viewport: DESKTOP, javaScript: true, number: '21/1', point: 30 },
  { lang: 'ru', viewport: PHONE, javaScript: false, number: '21/2', point: 31 },
];

for (const r of readers) {
  const base = () => `${server.base}/${r.lang}${PLACE}`;
  const way = `${r.lang}, ${r.javaScript ? 'with' : 'without'} JavaScript`;

  test(`an act is entered, its text read from a file, compared and found: ${way}`, async () => {
    const { page, faults } = await visitor(r);
    await signIn(page, server.base, r.lang, 'katchy@kok-jar.example', 'ashar-demo');
    await page.goto(`${base()}/acts/new`);
    await page.selectOption('[name=kind]', 'resolution');
    await page.fill('[name=issuer]', 'Көк-Жар айылдык кеңеши');
    await page.fill('[name=title_ky]', `Жайыт эрежеси ${r.number}`);
    await page.fill('[name=title_ru]', `Правила пастбищ ${r.number}`);
    await page.fill('[name=day]', '2026-03-05');
    await page.locator('[name=number]').evaluate((e) => e.removeAttribute('required'));
    await follow(page, 'main form.form button');
    assert.equal(await page.locator('#e-number').count(), 1, 'an act without number is refused at its field');
    assert.equal(await page.inputValue('[name=title_ky]'), `Жайыт эрежеси ${r.number}`, 'what was typed is kept');
    await judge(page, `acts-${r.lang}-refused`);
    await page.fill('[name=number]', r.number);
    await follow(page, 'main form.form button');
    const act = page.url();

    await page.setInputFiles('#edition [name=file]', file('a.pdf', '%PDF-1.4 broken'));
    await page.fill('#edition [name=valid_from]', '2026-03-05');
    await page.fill('#edition [name=note]', 'биринчи');
    await follow(page, '#edition button');
    assert.equal(await page.locator('#e-file').count(), 1, 'a damaged PDF is refused at its field');
    assert.equal(await page.inputValue('#edition [name=note]'), 'биринчи');
    await judge(page, `acts-${r.lang}-broken-pdf`);
    await page.setInputFiles('#edition [name=file]',
      file('a.txt', '1-глава. Жалпы\n1-берене. Мал жаюу\n1. Мал жазда жайылат.\n2. Акысы төлөнөт.\n2-берене. Талаш\nКеңеш карайт.'));
    await follow(page, '#edition button');
    assert.equal(await page.locator('#a1').count(), 1, 'articles are anchors');
    assert.equal(await page.locator('[id="a1.2"]').count(), 1, 'points are anchors');
    await page.fill('#edition [name=valid_from]', '2026-09-01');
    await page.fill('#edition [name=words]', '1-глава. Жалпы\n1-берене. Мал жаюу\n1. Мал күздө жайылат.\n2. Акысы төлөнөт.\n3-берене. Айып\nАйып салынат.');
    await follow(page, '#edition button');
    await judge(page, `acts-${r.lang}-act`);

    await page.selectOption('#link [name=kind]', 'rule');
    await page.fill('#link [name=target]', 'no.such.rule');
    await page.fill('#link [name=article]', '99');
    await follow(page, '#link button');
    assert.equal(await page.locator('#e-target').count(), 1, 'a link to nowhere is refused');
    assert.equal(await page.locator('#e-article').count(), 1, 'so is an article that does not exist');
    assert.equal(await page.inputValue('#link [name=target]'), 'no.such.rule');
    await page.fill('#link [name=target]', 'hearing.quorum');
    await page.fill('#link [name=article]', '1');
    await follow(page, '#link button');
    assert.ok(await page.locator('main a[href*="/rules#hearing.quorum"]').count());

    await page.goto(`${base()}/rules/hearing.quorum`);
    assert.ok(await page.locator(`main a[href*="${new URL(act).pathname}"]`).count(), 'the rule tells the act that was linked to it');
    await page.goto(act);
    await follow(page, 'form[action$="/compare"] button');
    assert.match(await text(page, 'main ins >> nth=0'), /күздө/);
    assert.match(await text(page, 'main del >> nth=0'), /жазда/);
    await judge(page, `acts-${r.lang}-compare`);
    await page.goto(`${act}?day=2026-04-01`);
    assert.match(await text(page), /жазда жайылат/);
    await page.goto(`${act}/history`);
    await judge(page, `acts-${r.lang}-history`);
    await page.goto(`${base()}/acts/news`);
    assert.match(await text(page), new RegExp(r.number));
    await judge(page, `acts-${r.lang}-news`);
    await page.goto(`${server.base}/${r.lang}/search?q=${encodeURIComponent(r.number)}`);
    assert.match(await text(page), /21\//);
    assert.deepEqual(faults, []);
  });

  test(`a question comes without an account and its answer is found: ${way}`, async () => {
    const { page: asker } = await visitor(r);
    const question = `Жайыт акысын качан төлөйбүз ${r.number}?`;
    await asker.goto(`${base()}/answers`);
    await judge(asker, `answers-${r.lang}`);
    await asker.fill('#ask [name=question]', '?');
    await follow(asker, '#ask button');
    assert.equal(await asker.locator('#e-question').count(), 1);
    await asker.fill('#ask [name=question]', question);
    await asker.fill('#ask [name=address]', 'asan@example.kg');
    await follow(asker, '#ask button');
    assert.ok(!(await text(asker)).includes(question), 'nobody reads it before an officer looked at it');

    const { page } = await visitor(r);
    await signIn(page, server.base, r.lang, 'katchy@kok-jar.example', 'ashar-demo');
    await page.goto(`${base()}/desk`);
    await follow(page, page.locator(`main a:has-text("${r.number}")`).first());
    await judge(page, `answers-${r.lang}-form`);
    await page.fill('[name=published]', `Жайыт акысы качан төлөнөт ${r.number}?`);
    await page.fill('[name=answer]', 'Бирдин айынын 1ине чейин.');
    await page.selectOption('[name=state]', 'public');
    await page.fill('[name=valid_from]', '2026-05-01');
    await page.fill('[name=valid_to]', '2026-04-01');
    await follow(page, 'main form.form button');
    assert.equal(await page.locator('#e-act').count(), 1, 'a public answer needs its basis');
    assert.equal(await page.locator('#e-valid_to').count(), 1, 'dates that cross are refused');
    assert.equal(await page.inputValue('[name=answer]'), 'Бирдин айынын 1ине чейин.');
    await page.fill('[name=valid_to]', '');
    await page.selectOption('[name=act]', { index: 1 });
    await follow(page, 'main form.form button');
    await asker.goto(page.url());
    assert.match(await text(asker), /Бирдин айынын/);
    assert.ok(!(await text(asker)).includes('төлөйбүз'), 'the words as asked stay with the officers');
    await judge(asker, `answers-${r.lang}-public`);
  });

  test(`functions come from a table, a checklist is judged with a document: ${way}`, async () => {
    const { page } = await visitor(r);
    await signIn(page, server.base, r.lang, 'katchy@kok-jar.example', 'ashar-demo');
    await page.goto(`${base()}/functions/new`);
    await judge(page, `functions-${r.lang}-new`);
    await page.goto(`${base()}/functions/import`);
    const form = 'form[action$="/import"]';
    const table = (rest) => file('f.csv', `title;kind;act_number;act_day;delegated_by;year;cost;received\n${rest}`);
    await page.setInputFiles(`${form} [name=file]`, table('Эсеп;delegated;999;2021-10-20;;20;көп;1\n'));
    await follow(page, `${form} button`);
    assert.match(await text(page), /2/, 'faults name their line');
    assert.ok((await page.locator('.faults li, [role=alert] li').count()) >= 3);
    await judge(page, `functions-${r.lang}-refused`);
    await page.setInputFiles(`${form} [name=file]`, table(`Каттоо ${r.number};delegated;123;2021-10-20;Министрлик;2026;1 000,50;400\n`));
    await follow(page, `${form} button`);
    assert.match(await text(page, 'table'), new RegExp(r.number));
    await judge(page, `functions-${r.lang}`);

    await page.goto(`${base()}/checklists`);
    await judge(page, `checklists-${r.lang}`);
    await follow(page, page.locator('main .card a').first());
    const point = page.locator('ol.checklist > li').nth(r.point);
    await point.locator('summary').last().click();
    await point.locator('[name=verdict]').selectOption('met');
    await follow(page, point.locator('form button'));
    assert.match(await text(page, '[role=alert], .faults'), /./, 'a verdict without evidence is refused');
    await point.locator('[name=evidence]').fill('Келишим');
    await point.locator('[name=file]').setInputFiles(file('kelishim.txt', 'Кошуна муниципалитет менен келишим'));
    await follow(page, point.locator('form button'));
    assert.ok(await page.locator('ol.checklist > li').nth(r.point).locator('a[href*="/documents/"]').count());
    assert.match(await text(page, 'table'), new RegExp(iso().slice(0, 4)), 'it is judged this year');
    await judge(page, `checklist-${r.lang}`);
  });
}

test('the digest is one of the subscriptions, and every register is open data', async () => {
  const { page } = await visitor({});
  await page.goto(`${server.base}/ky${PLACE}/subscribe`);
  assert.equal(await page.locator('[name=topic_law]').count(), 1);
  await judge(page, 'digest-subscribe');
  for (const path of ['acts', 'answers', 'functions', 'checklists', 'checklists/1', 'legal-news', 'acts/1']) {
    const answer = await page.request.get(`${server.base}/api/v1/places${PLACE}/${path}`);
    assert.equal(answer.status(), 200, path);
    await answer.json();
  }
  const doc = await (await page.request.get(`${server.base}/api/v1/openapi.json`)).json();
  for (const path of ['acts', 'acts/{id}', 'answers', 'functions', 'checklists', 'checklists/{id}', 'legal-news'])
    assert.ok(doc.paths[`/api/v1/places/{place}/${path}`], path);
});

// A ZIP file of one entry: what a DOCX is, and what a bomb is made of.
function zipped(name, content) {
  let crc = ~0;
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  for (const byte of content) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  const packed = deflateRawSync(content), title = Buffer.from(name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(~crc >>> 0, 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, title, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, Buffer.alloc(14), title]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

const peak = (s) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${s.pid()}/status`, 'utf8'))[1]) / 1024;

for (const engine of hasPostgres ? ['sqlite', 'postgresql'] : ['sqlite'])
  test(`a small DOCX that unpacks to 256 MB is refused, in little time and memory: ${engine}`, async () => {
    const own = await startServer({ engine });
    try {
      const { page } = await visitor(readers[0]);
      await signIn(page, own.base, 'ky', 'katchy@kok-jar.example', 'ashar-demo');
      await page.goto(`${own.base}/ky${PLACE}/acts/4`);
      const content = Buffer.alloc(256 * 1024 * 1024, ' ');
      content.write('<w:document xmlns:w="w">');
      const bomb = zipped('word/document.xml', content), before = peak(own), start = Date.now();
      assert.ok(bomb.length < 1024 * 1024);
      await page.setInputFiles('#edition [name=file]', { name: 'a.docx', mimeType: 'application/octet-stream', buffer: bomb });
      await page.fill('#edition [name=valid_from]', '2026-10-05');
      await page.fill('#edition [name=note]', 'бомба');
      await follow(page, '#edition button');
      const took = Date.now() - start;
      assert.equal(await page.locator('#e-file').count(), 1, 'refused at its field');
      assert.equal(await page.inputValue('#edition [name=note]'), 'бомба', 'what was typed is kept');
      assert.ok(peak(own) - before < 96, `${peak(own) - before} MB more`);
      console.log(`refused after ${took} ms, the server took ${(peak(own) - before).toFixed(1)} MB more`);
      assert.equal((await page.goto(`${own.base}/ky${PLACE}/acts`)).status(), 200);
    } finally {
      await own.stop();
    }
  });
