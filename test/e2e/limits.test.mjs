// Text that is too long, files that are too large: nobody loses what they typed. Every form of the program that a secretary, a
// head, a resident or a coordinator reaches is filled beyond the limit that it names itself; then ten megabytes are pasted, with
// scripts and without.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { request } from 'node:http';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESKTOP, PHONE, judge, leads, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';

const PLACE = '41702210895000', OTHER = '41702210896000', PASSWORD = 'ashar-demo';
const LONG = 'Ар бир үйдүн өз сөзү бар. '; // with letters that Kyrgyz has and Russian has not
const TEN_MEGABYTES = LONG.repeat(Math.ceil(10 * 1048576 / Buffer.byteLength(LONG)));

// Fields whose text means something: what it means comes first ("no such village"), its length second.
const MEANING = new Set(['number', 'residence', 'birth_year', 'contact', 'code', 'person', 'value', 'population', 'year', 'cost', 'received', 'address']);

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

// The forms of a page that are sent by POST: action and the fields that name a limit.
const formsOf = (page) => page.evaluate(() => [...document.querySelectorAll('main form[method=post]')].map((form, index) => ({
  index,
  action: form.getAttribute('action'),
  fields: [...form.elements].filter((e) => e.dataset.max && !e.readOnly && ['text', 'textarea'].includes(e.type))
    .map((e) => ({ name: e.name, max: Number(e.dataset.max) })),
  nolimit: [...form.elements].filter((e) => !e.dataset.max && !e.readOnly && ['text', 'textarea', 'search', 'tel', 'email', 'url'].includes(e.type)).map((e) => e.name),
  maxlength: [...form.elements].filter((e) => e.maxLength > 0).map((e) => e.name),
})));

// What a form needs beside the text that is too long, so that the refusal is about the text alone where that can be.
async function completeForm(page, index) {
  await page.evaluate((i) => {
    const form = document.querySelectorAll('main form[method=post]')[i];
    for (const e of form.elements) {
      if (e.type === 'radio' && !form.querySelector(`[name="${e.name}"]:checked`)) e.checked = true;
      if (e.type === 'checkbox' && e.required) e.checked = true;
      if (e.tagName === 'SELECT' && !e.value && e.options.length > 1) e.selectedIndex = 1;
      if (e.type === 'date' && !e.value) e.value = '2026-11-01';
      if (e.type === 'email' && !e.value) e.value = 'kat@shaar.example';
      if (e.type === 'number' && !e.value) e.value = '12';
      e.required = false;
    }
    form.noValidate = true;
  }, index);
}

const walks = [
  { login: null, pages: ['/login', '/register', '/reset', '/enter', `/${PLACE}/subscribe`] },
  { login: 'jaran@tor.example', pages: ['/me', `/${OTHER}/answers`] },
  { login: 'katchy@kok-jar.example', pages: [`/${PLACE}/issues/new`, `/${PLACE}/issues/1/edit`, `/${PLACE}/bodies/new`, `/${PLACE}/bodies/1/edit`,
    `/${PLACE}/bodies/1/members/new`, `/${PLACE}/news/new`, `/${PLACE}/documents/new`, `/${PLACE}/people/verify`, `/${PLACE}/acts/new`,
    `/${PLACE}/checklists`, `/${PLACE}/issues/1`] },
  { login: 'katchy@tor.example', pages: [`/${OTHER}/answers`] },
  { login: 'koordinator@ashar.example', pages: ['/rules/holidays', '/rules/engagement_plan.info.refresh_months', '/acts/new'] },
  { login: 'admin@ashar.example', pages: ['/people', '/territory/41702210895000/edit'] },
];

for (const walk of walks)
  test(`text beyond its limit comes back in the form: ${walk.login ?? 'without account'}`, async () => {
    const { page, context } = await visitor({ javaScript: false });
    if (walk.login) await signIn(page, server.base, 'ky', walk.login, PASSWORD);
    let tried = 0;
    for (const path of walk.pages) {
      await page.goto(`${server.base}/ky${path}`);
      const forms = await formsOf(page);
      assert.ok(forms.length, `${path} has a form`);
      for (const form of forms) {
        assert.deepEqual(form.maxlength, [], `${path} ${form.action} cuts what is pasted`);
        assert.deepEqual(form.nolimit, [], `${path} ${form.action}: fields without a limit`);
        if (!form.fields.length) continue;
        await page.goto(`${server.base}/ky${path}`);
        await completeForm(page, form.index);
        const typed = {};
        for (const { name, max } of form.fields) {
          typed[name] = LONG.repeat(Math.ceil((max + 1) / LONG.length)).slice(0, max + 1).trimEnd().padEnd(max + 1, 'ө');
          await page.locator(`main form[method=post] >> nth=${form.index}`).locator(`[name="${name}"]`).evaluate((e, v) => { e.value = v; }, typed[name]);
        }
        const answer = await leads(page, () =>
          page.evaluate((i) => document.querySelectorAll('main form[method=post]')[i].querySelector('button:not([type=button])').click(), form.index));
        assert.equal(answer.status(), 422, `${path} ${form.action}`);
        for (const { name, max } of form.fields) {
          const field = page.locator(`main form[method=post] [name="${name}"]`);
          const values = await field.evaluateAll((all) => all.map((e) => e.value));
          assert.ok(values.includes(typed[name]), `${path} ${form.action}: ${name} is kept (${values.map((v) => v.length)} of ${typed[name].length})`);
          const fault = await page.locator(`#e-${name}`).allInnerTexts();
          assert.ok(fault.length, `${path} ${form.action}: ${name} has its fault`);
          if (!MEANING.has(name)) {
            const label = (await page.locator(`label[for="f-${name}"]`).last().evaluate((e) => e.firstChild.textContent)).trim();
            const listed = await page.locator(`#faults a[href="#f-${name}"]`).allTextContents();
            assert.ok(listed.some((t) => t.startsWith(label)), `${path} ${form.action}: the list names "${label}": ${listed}`);
          }
          if (!MEANING.has(name))
            assert.ok(fault.some((t) => t.replace(/\D/g, '').includes(String(max))), `${path} ${form.action}: ${name} says ${max}: ${fault}`);
        }
        tried++;
      }
    }
    assert.ok(tried >= 1 || walk.login === 'admin@ashar.example', 'a form was tried');
    await context.close();
  });

const area = (page) => page.locator('main [name=body_ky]');

async function editor({ viewport, javaScript }) {
  const v = await visitor({ viewport, javaScript });
  await signIn(v.page, server.base, 'ky', 'katchy@kok-jar.example', PASSWORD);
  await v.page.goto(`${server.base}/ky/${PLACE}/news/new`);
  await v.page.fill('[name=title_ky]', 'Сууну бөлүштүрүү жөнүндө');
  return v;
}
// fill() of ten megabytes would be typed by the protocol in one message; a paste sets the value and tells of the input.
const paste = (locator, text) => locator.evaluate((e, t) => {
  e.focus();
  e.value = t;
  e.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
}, text);
const press = (page) => page.locator('main form.form button:not([type=button])').last().click();

test('ten megabytes pasted: the script says it at the field and sends nothing', async () => {
  const { page, context, faults } = await editor({ viewport: PHONE, javaScript: true });
  const sent = [];
  page.on('request', (r) => r.method() === 'POST' && sent.push(r.url()));
  await paste(area(page), TEN_MEGABYTES);
  await page.locator('#l-f-body_ky').waitFor();
  await press(page);
  assert.match(await page.locator('#l-f-body_ky').innerText(), /20\s?000/);
  assert.equal(await page.evaluate(() => document.activeElement.name), 'body_ky');
  assert.equal(await area(page).evaluate((e) => e.value.length), TEN_MEGABYTES.length);
  assert.deepEqual(sent, []);
  await paste(area(page), 'Кыска сөз.');
  await page.locator('#l-f-body_ky').waitFor({ state: 'detached' });
  await area(page).evaluate((e) => { e.value = e.value + 'ө'.repeat(20001); e.dispatchEvent(new Event('input', { bubbles: true })); });
  await judge(page, 'limits-script-ky-360');
  await paste(area(page), 'Кыска сөз.');
  await leads(page, () => press(page));
  assert.match(await page.locator('main').innerText(), /Кыска сөз/);
  assert.equal(sent.length, 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a file that is too large is told before it is sent', async () => {
  const { page, context } = await editor({ viewport: DESKTOP, javaScript: true });
  await page.goto(`${server.base}/ky/${PLACE}/people/residents`);
  const sent = [];
  page.on('request', (r) => r.method() === 'POST' && sent.push(r.url()));
  await page.setInputFiles('main [name=file]', { name: 'tizme.csv', mimeType: 'text/csv', buffer: Buffer.alloc(9 * 1048576, 'x') });
  await page.locator('#l-f-file').waitFor();
  await press(page);
  assert.match(await page.locator('#l-f-file').innerText(), /9 МБ/);
  assert.deepEqual(sent, []);
  await context.close();
});

test('ten megabytes sent without scripts: a plain refusal, and Back still has the text', async () => {
  for (const [lang, viewport] of [['ky', PHONE], ['ru', DESKTOP]]) {
    const { page, context } = await editor({ viewport, javaScript: false });
    await page.goto(`${server.base}/${lang}/${PLACE}/news/new`);
    await page.fill('[name=title_ky]', 'Сууну бөлүштүрүү жөнүндө');
    await paste(area(page), TEN_MEGABYTES);
    const answer = await leads(page, () => press(page));
    assert.equal(answer.status(), 413);
    assert.match(await page.locator('main').innerText(), /1(,0)?\s?МБ/);
    await judge(page, `limits-413-${lang}-${viewport.width}`);
    await page.goBack();
    assert.equal(await area(page).evaluate((e) => e.value.length), TEN_MEGABYTES.length);
    assert.equal(await page.locator('[name=title_ky]').inputValue(), 'Сууну бөлүштүрүү жөнүндө');
    await context.close();
  }
});

// In production a proxy gives TLS, and browsers treat pages over TLS with no-store more strictly.
async function overTls() {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-keyout', join(server.dir, 'key.pem'), '-out', join(server.dir, 'cert.pem')], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const { hostname, port } = new URL(server.base);
  const proxy = createServer({ key: readFileSync(join(server.dir, 'key.pem')), cert: readFileSync(join(server.dir, 'cert.pem')) }, (q, a) => {
    const on = request({ hostname, port, path: q.url, method: q.method, headers: q.headers }, (r) => {
      a.writeHead(r.statusCode, r.headers);
      r.pipe(a);
    });
    on.on('error', (e) => a.destroy(e)); // the browser tells it then, not an end of all tests
    q.pipe(on);
  });
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
  return proxy;
}

test('over TLS, too, Back still has the text', async () => {
  const proxy = await overTls();
  try {
    const base = `https://localhost:${proxy.address().port}`;
    const { page, context } = await visitor({ javaScript: false, ignoreHTTPSErrors: true });
    await signIn(page, base, 'ky', 'katchy@kok-jar.example', PASSWORD);
    await page.goto(`${base}/ky/${PLACE}/news/new`);
    await page.fill('[name=title_ky]', 'Сууну бөлүштүрүү жөнүндө');
    await paste(area(page), TEN_MEGABYTES);
    const answer = await leads(page, () => press(page));
    assert.equal(answer.status(), 413);
    await page.goBack();
    assert.equal(await area(page).evaluate((e) => e.value.length), TEN_MEGABYTES.length);
    assert.equal(await page.locator('[name=title_ky]').inputValue(), 'Сууну бөлүштүрүү жөнүндө');
    await context.close();
  } finally {
    proxy.closeAllConnections();
    await new Promise((done) => proxy.close(done));
  }
});
