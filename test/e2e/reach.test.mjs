// However somebody reads: on a line that carries little, with letters twice as large, in high contrast, on paper, with an address
// that is far too long. Every public kind of page is weighed; what stands on a page is still there when backgrounds are not.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { DESKTOP, follow, judge, shot, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';

const PLACE = '/41702210895000', OTHER = '/41702210896000', PASSWORD = 'ashar-demo';
const KINDS_LEAST = 40, KINDS_MOST = 160, FIRST_LOAD_MOST = 50_000; // DESIGN.md: public pages under 50 KB compressed
let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

// As a browser without a cache would fetch it, compressed: node's fetch unpacks before anybody can weigh.
const fetched = (path) => new Promise((done, fail) => {
  get(server.base + path, { headers: { 'accept-encoding': 'gzip' } }, (r) => {
    const parts = [];
    r.on('data', (d) => parts.push(d));
    r.on('end', () => {
      const bytes = Buffer.concat(parts);
      const text = () => (r.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      done({ status: r.statusCode, type: r.headers['content-type'] ?? '', weight: bytes.length, text });
    });
  }).on('error', fail);
});
const kindOf = (path) => {
  const u = new URL(path, server.base);
  return u.pathname.replace(/\/\d{14}(?=\/|$)/g, '/:place').replace(/\/\d+(?=\/|$)/g, '/:id').replace(/\/(rules|audit)\/[\w.-]+$/, '/$1/:key')
    + [...u.searchParams.keys()].sort().map((k) => `?${k}`).join('');
};
const assets = new Map(); // path: weight with what it asks for itself
async function assetWeight(path) {
  if (assets.has(path)) return assets.get(path);
  const r = await fetched(path);
  assert.equal(r.status, 200, path);
  let weight = r.weight;
  if (/text\/css/.test(r.type))
    for (const [, inner] of r.text().matchAll(/url\("?(\/static\/[^")]+)"?\)/g)) weight += await assetWeight(inner);
  assets.set(path, weight);
  return weight;
}

test('every kind of public page weighs under 50 KB with everything it loads', async () => {
  const seen = new Set(), queue = ['/ky/', `/ky${PLACE}`, `/ky${OTHER}`], heavy = [];
  let weighed = 0;
  while (queue.length) {
    const path = queue.shift(), kind = kindOf(path);
    if (seen.has(kind)) continue;
    seen.add(kind);
    assert.ok(seen.size < KINDS_MOST, `more than ${KINDS_MOST} kinds: ${[...seen].slice(-5)}`);
    const r = await fetched(path);
    if (r.status !== 200 || !/text\/html/.test(r.type)) continue;
    const html = r.text();
    let weight = r.weight;
    for (const a of new Set([...html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map((m) => m[1]))) weight += await assetWeight(a);
    for (const [, src] of html.matchAll(/<img[^>]* src="(\/(?!static)[^"]+)"/g)) weight += (await fetched(src)).weight;
    weighed++;
    if (weight >= FIRST_LOAD_MOST) heavy.push(`${path}: ${weight}`);
    for (const [, href] of html.matchAll(/href="(\/ky\/[^"#]*)/g))
      if (!/\.(pdf|csv|ics|atom|json|xlsx)($|\?)/.test(href)) queue.push(href.replaceAll('&amp;', '&'));
  }
  assert.ok(weighed >= KINDS_LEAST, `only ${weighed} kinds of pages found`);
  assert.ok([...assets.keys()].some((a) => /ornament/.test(a)), 'what the style sheet loads is weighed too');
  assert.deepEqual(heavy, []);
});

// Who is signed in is shown more links than others; none may lead to a refusal, in no municipality and in an empty one.
test('no link of a page leads nowhere, and no place on a page has two names', async () => {
  for (const login of [null, 'katchy@kok-jar.example', 'jaran@tor.example', 'koordinator@ashar.example', 'admin@ashar.example']) {
    const { page, context } = await visitor({ javaScript: false });
    if (login) await signIn(page, server.base, 'ru', login, PASSWORD);
    const cookie = (await context.cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
    await context.close();
    const seen = new Set(), broken = [], twice = [];
    const queue = ['/ru/', `/ru${PLACE}`, `/ru${OTHER}`, '/ru/41705410000000'].map((path) => [path, '']);
    while (queue.length) {
      const [path, from] = queue.shift(), place = path.match(/\/(\d{14})/)?.[1];
      const kind = kindOf(path) + (login || place === '41705410000000' ? place : '');
      if (seen.has(kind)) continue;
      seen.add(kind);
      assert.ok(seen.size < 600, `more than 600 kinds: ${[...seen].slice(-5)}`);
      const r = await fetch(server.base + path, { headers: { cookie }, redirect: 'manual' });
      if (r.status >= 400) broken.push(`${r.status} ${path} from ${from}`);
      if (!/text\/html/.test(r.headers.get('content-type') ?? '')) {
        await r.body?.cancel();
        continue;
      }
      const html = await r.text();
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
      if (new Set(ids).size < ids.length) twice.push(path);
      for (const [, href] of html.matchAll(/href="(\/ru\/[^"#]*)/g)) {
        const to = href.match(/\/(\d{14})/)?.[1];
        if (!to || [PLACE, OTHER, '/41705410000000'].includes(`/${to}`)) queue.push([href.replaceAll('&amp;', '&'), path]);
      }
    }
    assert.ok(seen.size > 60, `only ${seen.size} kinds of pages found`);
    assert.deepEqual(broken, [], login ?? 'without account');
    assert.deepEqual(twice, [], login ?? 'without account');
  }
});

const spill = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('letters twice as large push nothing over the edge', async () => {
  const { page, context } = await visitor({ viewport: { width: 640, height: 900 } }); // 1280 px at 200 %
  await signIn(page, server.base, 'ru', 'katchy@kok-jar.example', PASSWORD);
  for (const path of [PLACE, `${PLACE}/issues`, `${PLACE}/plan`, `${PLACE}/desk`, `${PLACE}/documents/new`, `${PLACE}/news/new`, `${PLACE}/people/verify`, '/me']) {
    await page.goto(`${server.base}/ru${path}`);
    assert.ok(await spill(page) <= 0, `${path} at 200 %`);
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; }); // and letters alone, on top
    assert.ok(await spill(page) <= 0, `${path} with large letters: ${await spill(page)} px`);
    await shot(page, `reach-large${path.replaceAll('/', '_')}`);
  }
  await context.close();
});

test('in high contrast what only a background said is said by a line', async () => {
  const { page, context } = await visitor({ viewport: DESKTOP });
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${server.base}/ky${PLACE}/plan`);
  const outlined = (selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).outlineStyle);
  assert.notEqual(await outlined('.nav a[aria-current]'), 'none');
  assert.notEqual(await outlined('.langs a[aria-current]'), 'none');
  assert.equal(await page.locator('.nav a:not([aria-current])').first().evaluate((e) => getComputedStyle(e).outlineStyle), 'none');
  assert.equal(await page.locator('progress').first().evaluate((e) => getComputedStyle(e).forcedColorAdjust), 'none', 'how far the plan is keeps its colour');
  await shot(page, 'reach-contrast-plan');
  await page.goto(`${server.base}/ky/login`);
  assert.ok(await page.locator('main button').first().evaluate((e) => parseFloat(getComputedStyle(e).borderTopWidth)) >= 2);
  await context.close();
});

test('on paper: the heading, the whole width, neither menus nor buttons', async () => {
  const { page, context } = await visitor({ viewport: { width: 688, height: 1000 } }); // A4 without its margins
  await page.emulateMedia({ media: 'print' });
  for (const path of [PLACE, `${PLACE}/issues`, `${PLACE}/plan`, `${PLACE}/bodies`, `${PLACE}/documents`, `${PLACE}/news`, `${PLACE}/rules`]) {
    await page.goto(`${server.base}/ky${path}`);
    assert.ok(await page.locator('main h1').first().isVisible(), `${path}: its heading`);
    assert.ok(await page.locator('.brand').isVisible(), `${path}: whose page it is`);
    for (const gone of ['.nav', '.langs', '.account', '.foot', 'main button', 'main form', 'main a.button'])
      for (const e of await page.locator(gone).all()) assert.ok(!await e.isVisible(), `${path}: ${gone} on paper`);
    assert.ok(await spill(page) <= 0, `${path}: wider than the paper`);
    const torn = await page.evaluate(() => [...document.querySelectorAll('main table')].filter((t) => t.scrollWidth > document.documentElement.clientWidth).length);
    assert.equal(torn, 0, `${path}: a table wider than the paper`);
    await shot(page, `reach-paper${path.replaceAll('/', '_')}`);
  }
  await context.close();
});

test('an address far too long is refused with a page in the reader\'s language', async () => {
  for (const [lang, says] of [['ky', /өтө узун/], ['ru', /слишком длинный/]]) {
    const { page, context } = await visitor();
    const answer = await page.goto(`${server.base}/${lang}/search?q=${'a'.repeat(10_000)}`);
    assert.equal(answer.status(), 414);
    assert.match(await page.locator('main').innerText(), says);
    await judge(page, `reach-414-${lang}`);
    await follow(page, page.locator('main a').first());
    assert.equal(page.url(), `${server.base}/${lang}/`);
    await context.close();
  }
});
