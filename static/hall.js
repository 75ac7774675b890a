// The officer's page in the hall while the line comes and goes. The page works without this file: its forms are ordinary ones.
//
// Every form marked data-queue becomes an entry in IndexedDB before anything is sent, with a key of its own (`once`, and
// `client_key` for the record). Entries go out one after the other, oldest first; each is sent until the server answers, with
// longer and longer pauses. The server takes one key once, so an answer that was lost doubles nothing. An entry leaves the device
// only when it was taken, or when somebody removes it. What the server refuses is shown with its reason and stays.
// Entries belong to who made them: another officer on the same device does not send them.

const box = document.getElementById('queue');
const place = location.pathname.replace(/\/$/, '');
const me = box?.dataset.who ?? '';
const PAUSE_FIRST = 1000, PAUSE_MOST = 60000, PATIENCE = 20000; // milliseconds

// ---- storage ----

function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open('ashar-hall', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('entries', { keyPath: 'key' });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}
let database;
async function store(mode, work) {
  database ??= await open();
  return new Promise((done, fail) => {
    const t = database.transaction('entries', mode);
    const request = work(t.objectStore('entries'));
    t.oncomplete = () => done(request?.result);
    t.onerror = t.onabort = () => fail(t.error);
  });
}
const put = (entry) => store('readwrite', (s) => s.put(entry));
const remove = (key) => store('readwrite', (s) => s.delete(key));
const entries = async () => (await store('readonly', (s) => s.getAll())).filter((e) => e.page === place).sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

// ---- what is shown ----

const status = box?.querySelector('.queue-status');
let trouble = ''; // why nothing goes out just now
let sentSome = false;

function line(entry) {
  const li = document.createElement('li');
  li.textContent = entry.label;
  return li;
}
function button(text, quiet, act) {
  const b = Object.assign(document.createElement('button'), { type: 'button', textContent: text, className: quiet ? 'button-quiet' : '' });
  b.addEventListener('click', act);
  return b;
}
// Two secretaries: the reason says what the other one wrote. Who sends again after reading it means to write over that, so the
// entry takes the version that the page shows now.
function overWhatIsThere(entry) {
  for (const form of document.querySelectorAll('form[data-queue]')) {
    if (new URL(form.action).pathname !== entry.action) continue;
    const shown = form.querySelector('input[name=version]')?.value, own = entry.fields.find(([name]) => name === 'version');
    if (shown && own) own[1] = shown;
    return;
  }
}
function refusedLine(entry) {
  const li = line(entry);
  const why = Object.assign(document.createElement('p'), { className: 'fault', textContent: entry.refused });
  const row = Object.assign(document.createElement('p'), { className: 'row' });
  row.append(button(box.dataset.again, false, async () => {
    delete entry.refused;
    overWhatIsThere(entry);
    await put(entry);
    await show();
    send();
  }), button(box.dataset.drop, true, async () => {
    if (!confirm(box.dataset.sure)) return;
    await remove(entry.key);
    await show();
  }));
  li.prepend(Object.assign(document.createElement('b'), { textContent: box.dataset.refused + ': ' }));
  li.append(why, row);
  return li;
}
async function show() {
  const all = await entries();
  const mine = all.filter((e) => e.who === me);
  const waiting = mine.filter((e) => !e.refused);
  const refused = mine.filter((e) => e.refused);
  const others = all.length - mine.length;
  const says = [];
  if (waiting.length) says.push(box.dataset.waiting.replace('#', String(waiting.length)));
  else if (sentSome) says.push(box.dataset.sent);
  if (waiting.length && trouble) says.push(trouble);
  if (others) says.push(box.dataset.others.replace('#', String(others)));
  const text = says.join(' ');
  if (status.textContent !== text) status.textContent = text;
  box.querySelector('.queue-waiting').replaceChildren(...waiting.map(line));
  box.querySelector('.queue-login').hidden = !waiting.length || trouble !== box.dataset.login; // asked for again, the page lets in
  box.querySelector('.queue-list').hidden = !waiting.length; // folded: the buttons below are what the hand needs
  box.querySelector('.queue-refused').replaceChildren(...refused.map(refusedLine));
  box.dataset.count = String(waiting.length);
  box.hidden = !all.length && !sentSome;
  box.classList.toggle('queue-busy', waiting.length > 0);
}

// ---- sending ----

let csrf = document.querySelector('main input[name=csrf]')?.value ?? '';

async function post(entry) {
  const body = new URLSearchParams(entry.fields);
  body.set('csrf', csrf);
  body.set('once', entry.key);
  body.set('client_key', entry.key);
  return fetch(entry.action, {
    method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE),
  });
}
function reason(problem, code) {
  const faults = (problem.errors ?? []).map((e) => e.detail ?? e.message ?? '').filter(Boolean);
  return faults.length ? faults.join(' ') : problem.detail || problem.title || String(code);
}
// True: goes on with the next. False: later.
async function sendOne(entry) {
  let answer = await post(entry);
  let told = await answer.json().catch(() => ({}));
  if (answer.status === 403 && told.csrf) { // the page lay open for long: its proof grew old
    csrf = told.csrf;
    answer = await post(entry);
    told = await answer.json().catch(() => ({}));
  }
  if (answer.ok) {
    await remove(entry.key);
    sentSome = true;
    return true;
  }
  if (answer.status === 401 || answer.status === 403) {
    trouble = box.dataset.login;
    return false;
  }
  if (answer.status === 429 || answer.status >= 500) return false;
  entry.refused = reason(told, answer.status);
  await put(entry);
  return true;
}

let pause = PAUSE_FIRST, timer, running = false, again = false;
async function run() {
  let sent = 0;
  for (;;) {
    const next = (await entries()).find((e) => e.who === me && !e.refused);
    if (!next) break;
    trouble = '';
    let gone = false;
    try {
      gone = await sendOne(next);
    } catch { // no line, or none that answers
      trouble = box.dataset.offline;
    }
    await show();
    if (!gone) {
      clearTimeout(timer);
      timer = setTimeout(send, pause + Math.random() * pause / 4);
      pause = Math.min(pause * 2, PAUSE_MOST);
      return sent;
    }
    sent++;
    pause = PAUSE_FIRST;
  }
  return sent;
}
async function send() {
  if (running) { again = true; return; }
  running = true;
  let sent = 0;
  try {
    // One tab at a time; the others find nothing left.
    sent = navigator.locks ? await navigator.locks.request('ashar-hall', run) : await run();
  } finally {
    running = false;
  }
  if (sent) await refresh();
  if (again) { again = false; send(); }
}

// ---- the parts of the page that the entries changed ----

// A part in which somebody is typing is left alone.
function untouched(part) {
  if (part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')) return false;
  if ([...part.querySelectorAll('select:not([name=village])')].some((f) => f.selectedIndex > 0)) return false;
  const changed = (f) => (f.type === 'checkbox' || f.type === 'radio' ? f.checked !== f.defaultChecked : f.type !== 'hidden' && f.value !== f.defaultValue);
  return ![...part.querySelectorAll('input, textarea')].some(changed);
}
function openDetails(part) {
  return new Set([...part.querySelectorAll('details[open] > summary')].map((s) => s.textContent));
}
// Nor is anything changed under a finger: a button replaced between press and release would swallow the tap.
const PRESS_MOST = 2000, PRESS_LOOK = 30; // milliseconds
let pressed = false;
addEventListener('pointerdown', () => { pressed = true; }, { capture: true, passive: true });
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => setTimeout(() => { pressed = false; }), { capture: true, passive: true });
async function released() {
  for (const until = Date.now() + PRESS_MOST; pressed && Date.now() < until;) await new Promise((done) => setTimeout(done, PRESS_LOOK));
}
async function refresh() {
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok || answer.redirected || answer.headers.has('X-From-Device')) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    await released();
    csrf = page.querySelector('main input[name=csrf]')?.value ?? csrf;
    const now = [...document.querySelectorAll('main [data-part]')].map((p) => p.id).join();
    const fresh = [...page.querySelectorAll('main [data-part]')].map((p) => p.id).join();
    if (now !== fresh) { // opened or closed meanwhile: other parts
      if ([...document.querySelectorAll('main form')].every(untouched)) location.reload();
      return;
    }
    for (const part of document.querySelectorAll('main [data-part]')) {
      const other = page.getElementById(part.id);
      if (!other || part.innerHTML === other.innerHTML || !untouched(part)) continue;
      const opened = openDetails(part);
      part.replaceChildren(...other.childNodes);
      for (const s of part.querySelectorAll('details > summary')) if (opened.has(s.textContent)) s.parentElement.open = true;
    }
    const numbers = page.getElementById('hall-now'), shown = document.getElementById('hall-now');
    if (numbers && shown) shown.replaceChildren(...numbers.childNodes);
  } catch { /* offline: the page stays as it was */ }
}

// ---- forms ----

function labelOf(form, submitter, fields) {
  const said = ['name', 'author', 'title', 'subject', 'text', 'decision', 'words', 'village_other', 'village'].map((n) => fields.get(n)).find((v) => v);
  const delegate = form.elements.delegate?.selectedOptions[0];
  const votes = fields.has('in_favour') ? [fields.get('in_favour'), fields.get('against'), fields.get('abstained')].join(' / ') : '';
  return [form.dataset.queue, delegate?.value && delegate.text, submitter?.name ? submitter.textContent.trim() : '', said, votes].filter(Boolean).join(' · ');
}
let last = 0; // entries of one millisecond keep their order
async function take(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  fields.delete('csrf');
  fields.delete('once');
  last = Math.max(Date.now(), last + 0.001);
  const entry = { key: newKey(), page: place, who: me, at: last, action: new URL(form.action).pathname,
    fields: [...fields].filter(([, v]) => typeof v === 'string'), label: labelOf(form, submitter, fields) };
  try {
    await put(entry);
  } catch {
    status.textContent = box.dataset.full;
    box.hidden = false;
    return null;
  }
  return fields;
}
// After an entry the form is empty for the next one, but for what a quick hand has typed since; the village stays, since neighbours
// come together. A delegate who was entered is not offered again; should the server refuse, the fresh list has the name.
function clear(form, taken) {
  const { delegate } = form.elements, entered = taken.get('delegate');
  if (entered) {
    if (delegate.value === entered) delegate.selectedIndex = 0;
    [...delegate.options].find((o) => o.value === entered)?.remove();
  }
  for (const field of form.querySelectorAll('input:not([type=hidden]), textarea')) {
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = field.defaultChecked;
    else if (field.value === String(taken.get(field.name) ?? '').replace(/\r\n/g, '\n')) field.value = field.defaultValue;
  }
}

if (box && 'indexedDB' in window) {
  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('form[data-queue]') || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // no button is held back: the next person is waiting
    const { submitter } = event;
    const taken = await take(form, submitter);
    if (!taken) return;
    clear(form, taken);
    await show();
    send();
  }, { capture: true });
  // Signing out leaves what has not been sent on the device, and says so first.
  for (const form of document.querySelectorAll('form[action$="/logout"]')) {
    form.addEventListener('submit', (event) => {
      if (Number(box.dataset.count) && !confirm(status.textContent)) event.preventDefault();
    });
  }
  addEventListener('online', () => { pause = PAUSE_FIRST; send(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { pause = PAUSE_FIRST; send(); } });
  await show();
  send();
  document.getElementById('hall-now')?.stream?.addEventListener('record', () => { if (!running) refresh(); });
}

// ---- the page without a line ----

// The worker keeps this one page and what it loads, so that a phone that was locked or restarted in the hall opens it again.
if (box && 'serviceWorker' in navigator) {
  try {
    await navigator.serviceWorker.register(box.dataset.worker, { scope: place });
    const worker = (await navigator.serviceWorker.ready).active;
    const parts = [...document.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]')].map((e) => e.href || e.src);
    worker?.postMessage({ keep: [location.origin + location.pathname, ...parts] });
  } catch { /* private mode: the page is not kept, entries are */ }
}
