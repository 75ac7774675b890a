// The secretary's day without a mouse: Tab, letters, arrows, Enter. Wherever the focus stands it can be seen, and no page holds it.
import { afterEach, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, iso, leads, shot, startServer, stopBrowser, test, visitor } from './lib.mjs';

const HOME = '41702210895000', OTHER = '41702210896000', PASSWORD = 'ashar-demo';
const STOPS_MOST = 250; // of one page: beyond, the focus runs in a circle

let server;
beforeEach(async () => {
  server = await startServer(); // a day's work is done once
});
afterEach(async () => {
  await stopBrowser();
  await server.stop();
});

// What has the focus, and whether a person sees that it has: an outline, on the screen, not under anything.
const focused = (page) => page.evaluate(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  // A date's last stop is the button of its calendar, inside the field: the browser draws that one's outline.
  const seen = (e.type === 'date' && !e.matches(':focus')) || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    tag: e.tagName, type: e.type ?? '', name: e.name ?? '', value: e.value ?? '', text: (e.innerText ?? '').trim().slice(0, 80),
    href: e.getAttribute('href') ?? '', action: e.form?.getAttribute('action') ?? '', id: e.id, seen, inside,
    main: Boolean(e.closest('main')),
  };
});

// Tab until `wanted`; every stop on the way must show its focus.
async function tabTo(page, wanted, what) {
  for (let i = 0; i < STOPS_MOST; i++) {
    const at = await focused(page);
    if (at) {
      assert.ok(at.seen, `${page.url()}: the focus on ${at.tag} ${at.name || at.text || at.href} cannot be seen`);
      assert.ok(at.inside, `${page.url()}: the focus on ${at.tag} ${at.name || at.text || at.href} is off the screen`);
      if (wanted(at)) return at;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`${page.url()}: ${what} is not reached with Tab`);
}
const go = async (page, wanted, what) => {
  await tabTo(page, wanted, what);
  await leads(page, () => page.keyboard.press('Enter'));
};
const link = (part) => (at) => at.tag === 'A' && at.main && at.href.includes(part);
const field = (name) => (at) => at.main && at.name === name;
const submit = (part) => (at) => at.main && at.tag === 'BUTTON' && at.type === 'submit' && at.action.includes(part);

// A choice by the arrows.
async function choose(page, name, value) {
  await tabTo(page, field(name), name);
  await page.keyboard.press('Home');
  for (let i = 0; i < 60 && (await focused(page)).value !== value; i++) await page.keyboard.press('ArrowDown');
  assert.equal((await focused(page)).value, value);
}
async function radio(page, name, value) {
  await tabTo(page, (at) => field(name)(at) && at.type === 'radio', name);
  for (let i = 0; i < 10 && (await focused(page)).value !== value; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  assert.ok(await page.evaluate(() => document.activeElement.checked), `${name} is ${value}`);
}
async function day(page, name, iso) {
  await tabTo(page, field(name), name);
  const [y, m, d] = iso.split('-');
  // The order of the parts is the browser's language: tried, then looked at.
  for (const typed of [`${m}${d}${y}`, `${d}${m}${y}`]) {
    await page.keyboard.type(typed);
    if (await page.evaluate((n) => document.querySelector(`main [name="${n}"]`).value, name) === iso) return;
    await page.evaluate((n) => document.querySelector(`main [name="${n}"]`).focus(), name);
  }
  assert.fail(`${name} does not take ${iso} from the keyboard`);
}
async function type(page, name, text) {
  await tabTo(page, field(name), name);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

async function enter(lang, login, viewport) {
  const v = await visitor({ viewport });
  await v.page.goto(`${server.base}/${lang}/`);
  // The first stop leads past the head; from there on it is the page itself.
  await v.page.keyboard.press('Tab');
  const first = await focused(v.page);
  assert.equal(first.href, '#content');
  assert.ok(first.seen && first.inside);
  await tabTo(v.page, (at) => at.tag === 'A' && at.href.endsWith('/login'), 'the way to sign in');
  await leads(v.page, () => v.page.keyboard.press('Enter'));
  await type(v.page, 'login', login);
  await type(v.page, 'password', PASSWORD);
  await leads(v.page, () => v.page.keyboard.press('Enter'));
  assert.ok(!v.page.url().includes('/login'));
  return v;
}
const said = async (page) => assert.ok(await page.locator('main [role=status]').count(), `${page.url()}: says that it is done`);
const noFault = async (page) => assert.equal(await page.locator('#faults').count(), 0, await page.locator('main').innerText());

for (const [lang, viewport] of [['ky', DESKTOP], ['ru', PHONE]])
  test(`the secretary's day by keyboard alone: ${lang}`, async () => {
    const { page, context, faults } = await enter(lang, 'katchy@kok-jar.example', viewport);

    // The desk, from the head of every page; the stale issue from the desk; refreshed.
    await page.goto(`${server.base}/${lang}/${HOME}`);
    await tabTo(page, (at) => at.tag === 'A' && at.href.endsWith('/desk'), 'the desk');
    await leads(page, () => page.keyboard.press('Enter'));
    await shot(page, `keyboard-desk-${lang}-${viewport.width}`);
    await page.goto(`${server.base}/${lang}/${HOME}/issues`);
    await go(page, (at) => at.tag === 'A' && at.main && /\/issues\/\d+$/.test(at.href), 'an issue');
    await type(page, 'note', 'Текшерилди.');
    await tabTo(page, submit('/refresh'), 'the button that refreshes');
    await shot(page, `keyboard-focus-${lang}-${viewport.width}`);
    await leads(page, () => page.keyboard.press('Enter'));
    await said(page);

    // A task of the plan, reported done.
    await page.goto(`${server.base}/${lang}/${HOME}/desk`);
    await go(page, link('/plan/tasks/'), 'a task');
    await radio(page, 'outcome', 'done');
    await page.evaluate(() => document.querySelector('main [name=outcome]').closest('form').scrollIntoView());
    if (await page.locator('main [name=day]').count() && !(await page.inputValue('main [name=day]'))) await day(page, 'day', iso(0));
    await type(page, 'words', 'Маалымат тактасы жаңыланды, сүрөтү айыл өкмөтүндө.');
    await go(page, submit('/plan/tasks/'), 'the button that reports');
    await noFault(page);
    await said(page);
    await context.close();

    // In the other municipality the plan is under discussion: a comment is answered, a measure added.
    const tor = await enter(lang, 'katchy@tor.example', viewport);
    await tor.page.goto(`${server.base}/${lang}/${OTHER}/desk`);
    await go(tor.page, link('/discussion'), 'the discussion');
    const waiting = await tor.page.locator('main li:has(.badge-warn) a[href*="/plan/comments/"]').first().getAttribute('href');
    await go(tor.page, (at) => at.href === waiting, 'a comment that waits');
    await radio(tor.page, 'verdict', await tor.page.locator('main [name=verdict]').first().getAttribute('value'));
    await type(tor.page, 'reason', 'Макулбуз, сурамжылоо мектеп аркылуу да өтөт.');
    if (await tor.page.locator('main [name=changed]').count()) await type(tor.page, 'changed', 'Сурамжылоого мектеп кошулду.');
    await go(tor.page, (at) => at.main && at.tag === 'BUTTON' && at.action.includes('/plan/comments/') && !at.action.includes('/hide'), 'the button that answers');
    await noFault(tor.page);

    await tor.page.goto(`${server.base}/${lang}/${OTHER}/plan`);
    await go(tor.page, link('/edit'), 'the steps of the plan');
    await go(tor.page, link('/measures/new'), 'a new measure');
    if (await tor.page.locator('main select[name=direction]').count()) await choose(tor.page, 'direction', 'inform');
    else if (await tor.page.locator('main [name=direction][type=radio]').count()) await radio(tor.page, 'direction', 'inform');
    await type(tor.page, 'title_ky', 'Көчмө кабылдама');
    await type(tor.page, 'title_ru', 'Выездная приёмная');
    await choose(tor.page, 'form', await tor.page.locator('main [name=form] option[value]:not([value=""])').first().getAttribute('value'));
    await choose(tor.page, 'period', 'once');
    await day(tor.page, 'from', iso(40));
    await type(tor.page, 'responsible', 'Жооптуу катчы');
    await type(tor.page, 'resources_ky', 'каражат талап кылынбайт');
    await type(tor.page, 'result_ky', 'тургундар угулду');
    await go(tor.page, submit('/measures/new'), 'the button that adds');
    await noFault(tor.page);
    await shot(tor.page, `keyboard-measure-${lang}-${viewport.width}`);
    assert.ok((await tor.page.locator('main').innerText()).includes(lang === 'ky' ? 'Көчмө кабылдама' : 'Выездная приёмная'));
    await tor.context.close();
    assert.deepEqual(faults, []);
  });
