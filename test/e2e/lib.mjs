// What browser tests share: a server on a fresh demonstration database, Debian's Chromium, forms, axe-core, screenshots; and what a
// test that fails leaves behind for who reads the log: the pages as they stood then and the last lines of the servers.
//
// ASHAR names the program (default build/ashar). ASHAR_SHOTS=DIR keeps a screenshot of every page looked at.
// Nothing here sleeps: servers are awaited through /healthz, pages through their own events. How long is waited at most decides
// nothing on a machine that works; it is generous, for one that has other things to do.
import { test as nodeTest } from 'node:test';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:net';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../..');
export const ashar = process.env.ASHAR ?? join(root, 'build/ashar');
const axeSource = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };
const STEP_MOST = 240_000, START_MOST = 300_000, TEST_MOST = 1_800_000; // milliseconds

// ---- tests ----

const opened = new Set(), servers = new Set(); // of the test that runs; of the file

// What a person would have seen when it failed.
async function tell() {
  for (const context of opened)
    for (const page of context.pages()) {
      const text = await Promise.race([page.evaluate(() => document.body.innerText), new Promise((done) => setTimeout(done, 5000, '(no answer)').unref())])
        .catch((e) => `(${e.message})`);
      console.error(`PAGE ${page.url()}\n${text.split('\n').filter((line) => line.trim()).slice(0, 60).join('\n')}\nEND OF PAGE`);
    }
  for (const s of servers) if (s.log()) console.error(`SERVER ${s.base}\n${s.log().split('\n').slice(-12).join('\n')}\nEND OF SERVER`);
}

// A test as node:test has it. It begins where the day has room for it. When it fails it tells its pages; contexts that it left
// open are closed, so that the next one is alone.
export function test(name, options, work = options) {
  const { skip = false } = work === options ? {} : options;
  return nodeTest(name, { skip }, async (t) => {
    await sameDay();
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`not done after ${TEST_MOST / 1000} s`)), TEST_MOST);
    });
    try {
      await Promise.race([work(t), late]);
    } catch (e) {
      await tell();
      throw e;
    } finally {
      clearTimeout(timer);
      await Promise.all([...opened].map((context) => context.close().catch(() => {})));
      opened.clear();
    }
  });
}

// ---- the program ----

export function run(...args) {
  const r = spawnSync(ashar, args, { encoding: 'utf8', timeout: START_MOST });
  return { status: r.status, out: r.stdout, err: r.stderr };
}

// An account with a role.
export function account(server, login, name, role, place, password) {
  const add = spawnSync(ashar, ['people', 'add', login, name, '--db', server.db], { input: `${password}\n`, encoding: 'utf8' });
  assert.equal(add.status, 0, add.stderr);
  const grant = run('people', 'role', login, role, '--place', place, '--db', server.db);
  assert.equal(grant.status, 0, grant.err);
}

// What the database answers, beside the program.
export function sql(server, text) {
  const r = server.db.startsWith('sqlite:')
    ? spawnSync('sqlite3', ['-cmd', '.timeout 60000', server.db.replace('sqlite:', ''), text], { encoding: 'utf8' })
    : spawnSync('psql', [server.db, '-qAtc', text], { encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.trim();
}

// Until it is true: for what says nothing when it has happened.
export async function until(what, holds, most = START_MOST) {
  const end = Date.now() + most;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `${what} did not happen in ${most / 1000} s`);
    await new Promise((next) => setTimeout(next, 20)); // who asks without a pause keeps the other from working
  }
}

const DAY = 86400_000, bishkek = () => Date.now() + 6 * 3600_000;
// Today in Bishkek, or so many days later.
export const iso = (days = 0) => new Date(bishkek() + days * DAY).toISOString().slice(0, 10);
// The last minutes of a day in Bishkek are waited out: a meeting called for 23:59 today is refused in them, and a day asked twice
// would be two.
export async function sameDay(room = 4 * 60_000) {
  const today = iso();
  if (DAY - (bishkek() % DAY) < room) await until('the next day in Bishkek', () => iso() !== today, room + START_MOST);
}

// A port nobody has, outside of the range that the system gives to connections: one of those could take it between this look and
// the server's start, or while the server is down; and who calls a dead port of that range may be connected to himself.
export async function freePort() {
  const lowest = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/)[0]);
  const range = Math.min(12_000, lowest - 1024);
  for (let tries = 0; tries < 200; tries++) {
    const port = lowest - 1 - Math.floor(Math.random() * range);
    const s = createServer();
    const free = await new Promise((done) => {
      s.once('error', () => done(false));
      s.listen(port, '127.0.0.1', () => s.close(() => done(true)));
    });
    if (free) return port;
  }
  throw new Error('no free port');
}

const ended = (child) => child.exitCode !== null || child.signalCode !== null;
async function answers(url, child) {
  await until(`an answer of ${url}`, async () => {
    if (ended(child)) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}`);
    return fetch(url).then((r) => r.ok, () => false); // not listening yet
  });
}

// A database of its own on the PostgreSQL server of ASHAR_TEST_PG; gone with drop().
let databases = 0;
function postgres() {
  const server = process.env.ASHAR_TEST_PG;
  const name = `e2e_${process.pid}_${++databases}`;
  const sql = (text) => {
    const r = spawnSync('psql', [server, '-qc', text], { encoding: 'utf8' });
    assert.equal(r.status, 0, r.stderr);
  };
  sql(`create database ${name} template template0`);
  return { url: server.replace(/\/[^/]*$/, `/${name}`), drop: () => sql(`drop database ${name} with (force)`) };
}
export const hasPostgres = Boolean(process.env.ASHAR_TEST_PG);

// A server on its own demonstration database. `args` go to `serve`.
export async function startServer({ demo = true, args = [], env = {}, engine = 'sqlite' } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'ashar-e2e-'));
  const pg = engine === 'postgresql' ? postgres() : null;
  const db = pg?.url ?? `sqlite:${join(dir, 'demo.db')}`;
  if (demo) {
    const r = run('demo', '--db', db);
    assert.equal(r.status, 0, r.err);
  }
  let port, child, log = '';
  const start = async () => {
    child = spawn(ashar, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, '--rate-factor', '0', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    child.stderr.on('data', (d) => (log += d));
    const mine = child;
    process.once('exit', () => mine.kill('SIGKILL'));
    try {
      await answers(`http://127.0.0.1:${port}/healthz`, child);
    } catch (e) {
      child.kill('SIGKILL');
      throw new Error(`${e.message}\n${log}`);
    }
    // A test that failed before it stopped its server ends all the same.
    child.unref();
    child.stderr.unref();
  };
  const end = async (signal) => {
    child.ref();
    const gone = new Promise((done) => (ended(child) ? done(child.exitCode) : child.once('exit', done)));
    child.kill(signal);
    return gone;
  };
  for (let tries = 1; ; tries++) {
    port = await freePort();
    try {
      await start();
      break;
    } catch (e) {
      if (tries === 5 || !/in use|cannot listen/i.test(log)) throw e; // somebody was quicker
      log = '';
    }
  }
  const server = {
    base: `http://127.0.0.1:${port}`,
    db,
    dir,
    log: () => log,
    pid: () => child.pid,
    // As when the power fails: no word of farewell. start() begins again where it was.
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      const code = await end('SIGTERM');
      servers.delete(server);
      pg?.drop();
      rmSync(dir, { recursive: true, force: true });
      assert.equal(code, 0, `the server ended with ${code}\n${log}`);
    },
  };
  servers.add(server);
  return server;
}

// ---- the browser ----

let browser;
export async function startBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
  return browser;
}
export async function stopBrowser() {
  await browser?.close();
  browser = undefined;
}

// A visitor with an own cookie jar.
export async function visitor({ viewport = DESKTOP, javaScript = true, ignoreHTTPSErrors = false } = {}) {
  const context = await (await startBrowser()).newContext({ viewport, javaScriptEnabled: javaScript, ignoreHTTPSErrors, locale: 'ky-KG' });
  context.setDefaultTimeout(STEP_MOST);
  opened.add(context);
  context.once('close', () => opened.delete(context));
  const page = await context.newPage();
  page.scripted = javaScript;
  const faults = [];
  page.on('pageerror', (e) => faults.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text()) && faults.push(m.text()));
  return { page, context, faults };
}

export async function signIn(page, base, lang, login, password) {
  await page.goto(`${base}/${lang}/login`);
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', password);
  await follow(page, page.locator('form:has([name=password]) button:not([type=button])').first());
}

// ---- pages and forms ----

export const words = (page) => page.locator('main').innerText();

// Presses what leads to another page (or `act`s so) and waits until that page is there whole. Its answer.
export async function leads(page, act) {
  const [answer] = await Promise.all([page.waitForNavigation(), act()]);
  return answer;
}
export const follow = (page, link) => leads(page, () => (typeof link === 'string' ? page.locator(link) : link).click());
// An ordinary form: its last button, which sends it.
export const send = (page, form = 'main form', button = 'button:not([type=button])') => follow(page, page.locator(`${form} ${button}`).last());

// The page's address is so, and the page is there: for what may lead to it in more than one step (a double click).
export async function arrives(page, address) {
  await until(`${page.url()} leading to ${address}`, () => address.test(page.url()), STEP_MOST);
  await page.waitForLoadState();
}

// Opens the fold that something lies in, as a person does. (A press survives that the page shows fresh parts meanwhile; a property
// set from outside would be set on what is gone.) What it is asked for may only be on its way: a page shows fresh parts by itself.
export async function unfold(inside) {
  await inside.waitFor({ state: 'attached' });
  const fold = inside.locator('xpath=ancestor::details[1]');
  if ((await fold.count()) && !(await fold.evaluate((d) => d.open))) await fold.locator('xpath=./summary').click();
}
// Fills fields by name: text, select, date, checkbox, radio, file.
export async function fill(page, form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`${form} [name="${name}"]`).first();
    await unfold(field);
    const kind = await field.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'radio') await page.locator(`${form} [name="${name}"][value="${value}"]`).first().check();
    else if (kind === 'checkbox') await field.setChecked(value);
    else if (kind === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }
}

// ---- looking ----

async function axe(page) {
  await page.evaluate(axeSource); // the page's own policy forbids scripts from elsewhere, rightly
  const result = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`);
}
// A page that shows fresh parts while axe looks at it is looked at again: what is wrong with it stays wrong.
async function wrongs(page) {
  for (let tries = 1; ; tries++) {
    await page.waitForLoadState();
    try {
      const found = await axe(page);
      if (found.length === 0 || tries === 3) return found;
    } catch (e) {
      if (tries === 3) throw e;
    }
  }
}

// axe-core finds nothing, nothing is wider than the window, the language is told. Where scripts are off axe cannot run.
export async function judge(page, name) {
  if (page.scripted) assert.deepEqual(await wrongs(page), [], `${name} (${page.url()})`);
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(spill <= 0, `${name}: ${spill} px wider than the window (${page.url()})`);
  const lang = await page.getAttribute('html', 'lang');
  assert.equal(lang, new URL(page.url()).pathname.split('/')[1], `${name}: html lang`);
  await shot(page, name);
}

export async function shot(page, name) {
  const dir = process.env.ASHAR_SHOTS;
  if (!dir) return;
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`), fullPage: true });
}
