// Every kind of page that somebody can reach by links, as each of the people who use the program, in Kyrgyz and Russian, on a
// phone and on a desk: axe-core finds nothing, nothing spills over the edge, no link is dead. (What public pages weigh: reach.test.mjs.)
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DESKTOP, PHONE, judge, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';

const PLACE = '/41702210895000', OTHER = '/41702210896000';
const PASSWORD = 'ashar-demo';
const readers = [
  { who: 'resident without account', login: null, start: ['/', PLACE, OTHER, `/search?q=${encodeURIComponent('суу')}`] },
  { who: 'resident', login: 'jaran@tor.example', start: ['/me', OTHER, `${OTHER}/plan`] },
  { who: 'secretary', login: 'katchy@kok-jar.example', start: [`${PLACE}/desk`, PLACE] },
  { who: 'head', login: 'bashchy@tor.example', start: [`${OTHER}/desk`, `${OTHER}/plan`] },
  { who: 'coordinator', login: 'koordinator@ashar.example', start: ['/nation/table', '/'] },
  { who: 'administrator', login: 'admin@ashar.example', start: ['/territory', '/me'] },
  { who: 'auditor', login: 'auditor@ashar.example', start: ['/audit', `${PLACE}/audit`] },
];
const KINDS_MOST = 160; // of one reader: a crawl that finds more has run away

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

// Numbers, codes and keys apart, two addresses of one kind look alike.
function kindOf(url) {
  const u = new URL(url);
  const path = u.pathname.replace(/\/\d{14}(?=\/|$)/g, '/:place').replace(/\/\d+(?=\/|$)/g, '/:id').replace(/^\/(ky|ru|en)/, '')
    .replace(/\/(rules|audit)\/[\w.-]+$/, '/$1/:key');
  return path + [...u.searchParams.keys()].sort().map((k) => `?${k}`).join('');
}

// What stands on a page, keys of forms apart. A page that another reader was shown to the letter is not judged again: what
// surrounds it is judged on the reader's first page.
async function contentOf(page) {
  const html = await page.$eval('main', (m) => m.outerHTML);
  return createHash('sha256').update(html.replace(/ (value|content)="[\w.-]{20,}"/g, '')).digest('hex');
}
const judged = new Set();

// A table too wide for a phone is read downwards, not sideways.
async function sideways(page) {
  const wide = await page.$$eval('main .scroll', (all) => all.filter((e) => !e.closest('details:not([open])') && e.scrollWidth > e.clientWidth + 1).length);
  assert.equal(wide, 0, `tables that scroll sideways at ${PHONE.width} px (${page.url()})`);
}

async function crawl(page, lang, start, look) {
  const seen = new Set(), queue = start.map((p) => `${server.base}/${lang}${p}`);
  let pages = 0;
  while (queue.length && seen.size < KINDS_MOST) {
    const url = queue.shift(), kind = kindOf(url);
    if (seen.has(kind)) continue;
    seen.add(kind);
    const answer = await page.goto(url).catch((e) => {
      if (/Download is starting|ERR_ABORTED/.test(String(e))) return null; // a file
      throw e;
    });
    if (!answer) continue;
    assert.ok(answer.status() < 400, `${answer.status()} at ${url}`);
    if (!/text\/html/.test(answer.headers()['content-type'] ?? '')) continue;
    const links = await page.$$eval('a[href]', (as) => as.map((a) => a.href));
    for (const l of links) {
      const u = new URL(l);
      u.hash = '';
      if (u.origin === server.base && u.pathname.startsWith(`/${lang}/`) && !/\.(pdf|csv|ics|atom|json|xlsx)$/.test(u.pathname) &&
        !seen.has(kindOf(u.href))) queue.push(u.href);
    }
    await look(kind, pages++);
  }
  assert.ok(seen.size < KINDS_MOST, `more than ${KINDS_MOST} kinds of pages: ${[...seen].slice(-5)}`);
  return pages;
}

for (const reader of readers) {
  for (const lang of ['ky', 'ru']) {
    test(`${reader.who}, ${lang}: every page can be read by everyone`, async () => {
      const { page, context, faults } = await visitor({ viewport: DESKTOP });
      if (reader.login) await signIn(page, server.base, lang, reader.login, PASSWORD);
      const wrong = [];
      // Russian texts are the longest: where they fit a phone, Kyrgyz fits the desk. What everybody sees is tried in all four.
      const sizes = reader.login && lang === 'ru' ? [['phone', PHONE]] : [['desk', DESKTOP], ['phone', PHONE]];
      const pages = await crawl(page, lang, reader.start, async (kind, nth) => {
        const content = await contentOf(page);
        for (const [size, viewport] of sizes) {
          const key = `${lang} ${size} ${content}`;
          if (nth > 0 && judged.has(key)) continue;
          judged.add(key);
          await page.setViewportSize(viewport);
          await judge(page, `${reader.login?.split('@')[0] ?? 'public'}-${lang}-${size}-${kind.replace(/[^\w]+/g, '_')}`)
            .catch((e) => wrong.push(e.message));
          if (size === 'phone') await sideways(page).catch((e) => wrong.push(e.message));
        }
      });
      assert.ok(pages >= 3, `only ${pages} kinds of pages found`);
      assert.deepEqual(wrong, []);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
