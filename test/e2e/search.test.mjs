// Search as a reader meets it: by box and by page, in two languages, on a phone and on a desk, with and without scripts.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, follow, judge, leads, startServer, stopBrowser, test, visitor } from './lib.mjs';

const PLACE = '/41702210895000';
let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

const pages = [
  { name: 'blank', q: null, says: null },
  { name: 'empty', q: '', says: { ky: 'Издей турган сөздү жазыңыз', ru: 'Введите слово' } },
  { name: 'hits', q: 'суу', says: { ky: 'табылды', ru: 'Найден' } },
  { name: 'faceted', q: 'суу&kind=issue', says: { ky: 'тандалды', ru: 'выбрано' } },
  { name: 'misspelt', q: 'таштанты', says: { ky: 'Балким', ru: 'Возможно, вы искали' } },
  { name: 'nothing', q: 'ыыыыыыы', says: { ky: 'Эч нерсе табылган жок', ru: 'Ничего не найдено' } },
  { name: 'long', q: 'өзүм'.repeat(2500), says: { ky: '200', ru: 'не больше 200' } },
  { name: 'stop-words', q: 'жана менен', says: { ky: 'Маанилүү сөз', ru: 'слово со смыслом' } },
  { name: 'one-letter', q: 'ө', says: { ky: 'эки тамгалуу', ru: 'из двух букв' } },
];

for (const lang of ['ky', 'ru'])
  for (const [size, viewport] of [['phone', PHONE], ['desk', DESKTOP]])
    for (const javaScript of [true, false])
      test(`every answer can be read: ${lang}, ${size}, ${javaScript ? 'with' : 'without'} scripts`, async () => {
        const { page, context, faults } = await visitor({ viewport, javaScript });
        for (const p of pages) {
          const [words, rest] = p.q === null ? [null] : p.q.split('&');
          const query = words === null ? '' : `?q=${encodeURIComponent(words)}${rest ? `&${rest}` : ''}`;
          const answer = await page.goto(`${server.base}/${lang}/search${query}`);
          // A server may refuse an address of 60,000 bytes before it reads it: 414 is an answer too.
          if (p.name === 'long' && answer.status() === 414) continue;
          assert.equal(answer.status(), 200, p.name);
          if (p.says) assert.match(await page.textContent('main'), new RegExp(p.says[lang]), p.name);
          await judge(page, `search-${p.name}-${lang}-${size}-${javaScript ? 'js' : 'plain'}`);
        }
        assert.deepEqual(faults, []);
        await context.close();
      });

test('the box offers titles; arrows choose, Enter goes there, Escape closes', async () => {
  const { page, context, faults } = await visitor();
  await page.goto(`${server.base}/ky${PLACE}`);
  const box = page.locator('#find');
  await box.focus();
  assert.equal(await box.getAttribute('role'), 'combobox');
  await page.keyboard.type('кал');
  const options = page.locator('[role=listbox]:visible [role=option]');
  await options.first().waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await judge(page, 'search-combobox');
  await page.keyboard.press('Escape');
  await options.first().waitFor({ state: 'hidden' });
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await box.inputValue(), 'кал');
  await page.keyboard.type('к');
  await options.first().waitFor();
  await page.keyboard.press('ArrowDown');
  const active = await box.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
  const path = await page.locator(`#${active}`).getAttribute('data-path');
  await leads(page, () => page.keyboard.press('Enter'));
  assert.equal(new URL(page.url()).pathname, path.split('#')[0]);
  assert.deepEqual(faults, []);
  await context.close();
});

test('without scripts the box searches, and a facet narrows and widens', async () => {
  const { page, context } = await visitor({ javaScript: false });
  await page.goto(`${server.base}/ru${PLACE}`);
  await page.fill('#find', 'voda');
  await leads(page, () => page.press('#find', 'Enter'));
  assert.match(page.url(), /\/search\?q=voda/);
  const all = await page.locator('main ol.list > li').count();
  assert.ok(all > 1);
  await page.click('main details summary');
  await follow(page, page.locator('main details ul.list a').first());
  const some = await page.locator('main ol.list > li').count();
  assert.ok(some >= 1 && some < all, `${some} of ${all}`);
  await follow(page, page.locator('main a[aria-current=true]').first());
  assert.equal(await page.locator('main ol.list > li').count(), all);
  await context.close();
});

test('what is asked back finds', async () => {
  const { page, context } = await visitor();
  await page.goto(`${server.base}/ky/search?q=${encodeURIComponent('таштанты')}`);
  await follow(page, page.locator('main .empty a').first());
  assert.ok((await page.locator('main ol.list > li').count()) > 0);
  await context.close();
});
