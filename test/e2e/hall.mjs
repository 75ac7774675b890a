// What the browser tests of meetings share: accounts, forms with and without JavaScript, a hearing called for today.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { DESKTOP, PHONE, account as newAccount, fill, follow, iso, judge, sameDay, unfold, words } from './lib.mjs';

export { fill, iso, words };
export const PASSWORD = 'bir-iki-uch-tort';
export const PLACE = '41702210895000';

export const account = (server, login, name, role) => newAccount(server, login, name, role, PLACE, PASSWORD);
// A day as the page says it; in Kyrgyz up to the month, whose name Node does not know in this form.
export const dayRead = (lang, day) => {
  const [year, , date] = day.split('-').map(Number);
  return lang === 'ru' ? new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day)) : `${year}-жылдын ${date}-`;
};
export async function nothingRefused(page) {
  assert.equal(await page.locator('main [role=alert] li, main .fault').count(), 0, await words(page));
}

// An ordinary form: the page that follows is awaited, its answer is returned.
export async function post(page, form, values = {}, button = 'button[type=submit], button:not([type])') {
  await fill(page, form, values);
  await unfold(page.locator(form).first());
  return follow(page, page.locator(`${form} >> css=${button}`).first());
}
// Nothing waits on the device: what was entered before is with the server.
export const settled = (page) => page.waitForFunction(() => document.getElementById('queue').dataset.count === '0');
// A form of the hall: with JavaScript the queue sends it, without it is an ordinary one. The answer is this entry's own: none that
// was made before is still on its way.
export async function enter(page, form, values = {}, button = 'button[type=submit]') {
  if (!page.scripted) return post(page, form, values, button);
  await settled(page);
  await fill(page, form, values);
  await unfold(page.locator(form).first());
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes('/hall')),
    page.locator(`${form} >> css=${button}`).first().click()]);
  await settled(page);
  return answer;
}

// What others wrote arrives by itself; without JavaScript the page is asked again.
export async function reads(page, text) {
  if (!page.scripted) {
    await page.reload();
    assert.ok((await words(page)).includes(text), `${text} is not in ${await words(page)}`);
    return;
  }
  await page.waitForFunction((t) => document.querySelector('main').innerText.includes(t), text);
}
export const numbers = async (page) => (await page.locator('#hall-now .stat b').allInnerTexts()).slice(0, 2);
export async function counts(page, present, registered) {
  const wanted = [String(present), String(registered)];
  if (!page.scripted) {
    await page.reload();
    assert.deepEqual(await numbers(page), wanted);
    return;
  }
  await page.waitForFunction(([p, r]) => {
    const b = [...document.querySelectorAll('#hall-now .stat b')].map((e) => e.textContent);
    return b[0] === p && b[1] === r;
  }, wanted);
}

// The page as a phone and as a desk shows it. axe-core once at each width in one language; in the other the usual width is enough.
export async function judgeBoth(page, name) {
  const usual = page.viewportSize();
  const lang = new URL(page.url()).pathname.split('/')[1];
  if (!page.scripted) return judge(page, `${name}-plain`);
  for (const size of [PHONE, DESKTOP]) {
    if (lang !== 'ky' && size.width !== usual.width) continue;
    await page.setViewportSize(size);
    await judge(page, `${name}-${size.width}`);
  }
  await page.setViewportSize(usual);
}

// The text of a PDF, as somebody reads it.
export async function pdfText(page, url) {
  const answer = await page.request.get(url);
  assert.equal(answer.status(), 200, url);
  const r = spawnSync('pdftotext', ['-', '-'], { input: await answer.body(), encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.replace(/\s+/g, ' ');
}

export const CALL = { title_ky: 'Бюджеттин долбоору боюнча угуу', title_ru: 'Слушания по проекту бюджета', at: '23:59', minutes: '120',
  venue_ky: 'Маданият үйү', venue_ru: 'Дом культуры', caller: 'head', call_order: '12', call_day: iso(), invited: '8',
  mode: 'mixed', remote_url: 'https://meet.example.kg/12' };
const URGENT = { emergency: 'urgent_issue', emergency_act: 'Токтом № 12' };

// The form of calling, filled in; the answer to it.
export async function call(page, site, values = {}, from = '/meetings/new?kind=budget_hearing&topic=budget_draft') {
  await sameDay(2 * 60_000);
  await page.goto(`${site}${from}`);
  const form = 'main form[action*="/meetings"]';
  await fill(page, form, { kind: 'budget_hearing', topic: 'budget_draft' });
  return post(page, form, { ...CALL, day: iso(), ...(values.emergency === undefined ? URGENT : {}), ...values });
}
// A hearing called, with one item, not announced yet; the address of its page.
export async function called(page, site, values, from) {
  await call(page, site, values, from);
  await nothingRefused(page);
  const meeting = new URL(new URL(page.url()).pathname.replace(/\/(agenda|edit|steps)$/, ''), site).href;
  await page.goto(`${meeting}/agenda`);
  await post(page, 'main form[action$="/agenda"]', { title_ky: '2027-жылдын бюджетинин долбоору', title_ru: 'Проект бюджета на 2027 год', speaker: 'Асанов Б.' });
  return meeting;
}
export async function announce(page, site, values, from) {
  const meeting = await called(page, site, values, from);
  await page.goto(meeting);
  await post(page, 'main form[action$="/announce"]');
  await nothingRefused(page);
  return meeting;
}

const openForm = 'main form[action$="/hall/open"]';
// Presses the button that opens the meeting; what it says depends on who is there.
export async function pressOpen(page, meeting) {
  await page.goto(`${meeting}/hall`);
  if (await page.locator(`${openForm} [name=confirmed]`).count()) await fill(page, openForm, { confirmed: true });
  return post(page, openForm);
}
// So many people of one kind, chair and secretary, open. Without the queue: the answers come one by one.
export async function opened(page, meeting, people = 5) {
  await page.goto(`${meeting}/hall`);
  await enter(page, 'main form[action$="/hall/roll"]', { count: String(people) }, 'button[value="f 29-59"]');
  for (const [role, name] of [['chair', 'Бакыт Жумабаев'], ['secretary', 'Айгүл Асанова']])
    await enter(page, `main form:has([name=role][value=${role}])`, { name, in_favour: String(people) });
  await pressOpen(page, meeting);
  await nothingRefused(page);
}
