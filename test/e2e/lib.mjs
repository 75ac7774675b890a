// What browser tests share: a server on a fresh demonstration database, Debian's Chromium, axe-core, screenshots.
//
// ASHAR names the program (default build/ashar). ASHAR_SHOTS=DIR keeps a screenshot of every page looked at.
// Nothing here sleeps: the server is awaited through /healthz, pages through their own events.
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

export function run(...args) {
  const r = spawnSync(ashar, args, { encoding: 'utf8', timeout: 120_000 });
  return { status: r.status, out: r.stdout, err: r.stderr };
}

export function freePort() {
  return new Promise((done, fail) => {
    const s = createServer();
    s.once('error', fail);
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => done(port));
    });
  });
}

async function answers(url, child) {
  const until = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    try {
      const r = await fetch(url);
      if (r.ok) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > until) throw new Error(`${url} did not answer`);
    await new Promise((next) => setTimeout(next, 20)); // who asks without a pause keeps the server from starting
  }
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
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  let child, log = '';
  const start = async () => {
    child = spawn(ashar, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, '--rate-factor', '0', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    child.stderr.on('data', (d) => (log += d));
    const mine = child;
    process.once('exit', () => mine.kill('SIGKILL'));
    try {
      await answers(`${base}/healthz`, child);
    } catch (e) {
      child.kill('SIGKILL');
      throw new Error(`${e.message}\n${log}`);
    }
    // A test that failed before it stopped its server ends all the same.
    child.unref();
    child.stderr.unref();
  };
  await start();
  return {
    base,
    db,
    dir,
    log: () => log,
    pid: () => child.pid,
    // As when the power fails: no word of farewell. start() begins again where it was.
    async kill() {
      child.ref();
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await ended;
    },
    start,
    async stop() {
      child.ref();
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      const code = await ended;
      pg?.drop();
      rmSync(dir, { recursive: true, force: true });
      assert.equal(code, 0, `the server ended with ${code}\n${log}`);
    },
  };
}

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
export async function visitor({ viewport = DESKTOP, javaScript = true } = {}) {
  const context = await (await startBrowser()).newContext({ viewport, javaScriptEnabled: javaScript, locale: 'ky-KG' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
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
  await Promise.all([page.waitForNavigation(), page.locator('form:has([name=password]) button:not([type=button])').first().click()]);
}

async function axe(page) {
  await page.evaluate(axeSource); // the page's own policy forbids scripts from elsewhere, rightly
  const result = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`);
}

// axe-core finds nothing, nothing is wider than the window, the language is told. Where scripts are off axe cannot run.
export async function judge(page, name) {
  if (page.scripted) assert.deepEqual(await axe(page), [], `${name} (${page.url()})`);
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
