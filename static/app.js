// Ashar works without this file. It only makes some things smoother:
// a second press of a button is held back, a half-written form survives a closed tab, tables sort, the language is remembered.

const forms = document.querySelectorAll('form[method="post"]');

// One press, one submit. The server takes a form once anyway; this spares people the doubt.
for (const form of forms) {
  form.addEventListener('submit', () => {
    for (const button of form.querySelectorAll('button[type="submit"]')) {
      setTimeout(() => { button.disabled = true; }, 0);
      setTimeout(() => { button.disabled = false; }, 8000);
    }
  });
}
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('form button[disabled][type="submit"]')) button.disabled = false;
});

// Limits are told at the field before anything is sent: ten megabytes over a bad line for a refusal help nobody. The server
// checks them again. No maxlength: it would cut a pasted text without a word.
const characters = (text) => {
  let n = 0;
  for (const _ of text) n++;
  return n;
};
// Browsers do not know how Kyrgyz writes numbers; it writes them as Russian does.
const written = new Intl.NumberFormat(document.documentElement.lang === 'en' ? 'en' : 'ru', { maximumFractionDigits: 1 });
const inMegabytes = (bytes) => written.format(bytes / 1048576) + ' ' + (document.documentElement.lang === 'en' ? 'MB' : 'МБ');
// The sentence that is due at this field, or ''.
function overLimit(field) {
  if (field.type === 'file') {
    const most = Number(field.dataset.maxBytes || 0);
    const large = [...field.files].find((file) => most && file.size > most);
    return large ? field.dataset.over.replace('#', inMegabytes(large.size)) : '';
  }
  const most = Number(field.dataset.max || 0);
  if (!most || field.value.length <= most) return '';
  const now = characters(field.value.trim());
  return now > most ? field.dataset.over.replace('#', written.format(now)) : '';
}
function tellLimit(field) {
  const id = 'l-' + (field.id || field.name), sentence = overLimit(field);
  let place = document.getElementById(id);
  if (!sentence) {
    if (!place) return true;
    place.remove();
    field.removeAttribute('aria-invalid');
    field.setAttribute('aria-describedby', (field.getAttribute('aria-describedby') || '').split(' ').filter((part) => part !== id).join(' '));
    return true;
  }
  if (!place) {
    place = Object.assign(document.createElement('p'), { id, className: 'fault' });
    place.setAttribute('role', 'alert');
    field.before(place);
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', ((field.getAttribute('aria-describedby') || '') + ' ' + id).trim());
  }
  if (place.textContent !== sentence) place.textContent = sentence;
  return false;
}
for (const form of forms) {
  const limited = () => [...form.elements].filter((field) => field.dataset.max || field.dataset.maxBytes);
  form.addEventListener('input', (event) => { if (event.target.dataset.max || event.target.dataset.maxBytes) tellLimit(event.target); });
  form.addEventListener('submit', (event) => {
    const wrong = limited().filter((field) => !tellLimit(field));
    if (!wrong.length) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // neither the draft is dropped nor the button held back
    wrong[0].focus();
  }, { capture: true });
}

// Drafts: texts of forms marked data-draft stay in this tab until they are sent. Never passwords, never files.
const draftable = (field) => field.name && !field.readOnly && field.name !== 'csrf' && field.name !== 'once' &&
  field.name !== 'version' && (field.tagName === 'TEXTAREA' || (field.tagName === 'INPUT' && ['text', 'date', 'email', 'tel', 'url', 'number'].includes(field.type)));
for (const form of document.querySelectorAll('form[data-draft]')) {
  const key = 'draft ' + location.pathname + ' ' + form.getAttribute('action');
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem(key) || '{}'); } catch { kept = {}; }
  for (const field of form.elements) {
    if (draftable(field) && field.value === field.defaultValue && typeof kept[field.name] === 'string') field.value = kept[field.name];
  }
  form.addEventListener('input', () => {
    const now = {};
    for (const field of form.elements) if (draftable(field) && field.value.length < 500000 && field.value !== field.defaultValue) now[field.name] = field.value;
    try { sessionStorage.setItem(key, JSON.stringify(now)); } catch { /* private mode: no drafts */ }
  });
  form.addEventListener('submit', () => { try { sessionStorage.removeItem(key); } catch { /* as above */ } });
}

// The list of faults gets the focus, so that a screen reader reads it first.
document.getElementById('faults')?.focus();

// Tables marked data-sortable sort by a press on their heading.
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const value = (row, i) => row.cells[i]?.dataset.sort ?? row.cells[i]?.textContent.trim() ?? '';
  for (const [i, heading] of [...table.tHead.rows[0].cells].entries()) {
    if (heading.querySelector('a, button')) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button-link';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      for (const body of table.tBodies) {
        const rows = [...body.rows].sort((a, b) => collator.compare(value(a, i), value(b, i)));
        if (down) rows.reverse();
        body.append(...rows);
      }
    });
  }
}

// A checklist marked data-refresh asks its page again when the form around it changes, and shows the new list.
for (const list of document.querySelectorAll('[data-refresh]')) {
  const form = list.closest('form');
  let timer;
  form?.addEventListener('change', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const query = new URLSearchParams();
      const wanted = list.dataset.refreshFields?.split(' '); // names of people stay out of addresses
      for (const [name, text] of new FormData(form)) if (typeof text === 'string' && name !== 'csrf' && name !== 'once' && (!wanted || wanted.includes(name))) query.append(name, text);
      try {
        const answer = await fetch(list.dataset.refresh + '?' + query, { headers: { Accept: 'text/html' } });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.getElementById(list.id);
        if (fresh) list.replaceChildren(...fresh.childNodes);
      } catch { /* offline: the list stays as it was */ }
    }, 300);
  });
}

// A part marked data-live follows the stream of that address: the HTML of a `message` is its new content; on `reload` the page is
// asked again and the part with the same id taken out of it. Where the stream is refused it is asked for again and again instead.
for (const part of document.querySelectorAll('[data-live]')) {
  const pause = Number(document.getElementById('content')?.dataset.poll ?? 20) * 1000;
  const others = [...document.querySelectorAll('[data-live-on]')];
  let polling;
  const show = (html, where = part) => {
    if (where.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')) return; // nobody's typing is lost
    where.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  };
  const ask = async (parts = [part, ...others]) => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const where of parts) {
        const fresh = page.getElementById(where.id);
        if (fresh) show(fresh.innerHTML, where);
      }
    } catch { /* offline: it stays as it was */ }
  };
  const follow = () => {
    const stream = new EventSource(part.dataset.live);
    stream.addEventListener('open', () => { clearInterval(polling); polling = undefined; });
    stream.addEventListener('message', (event) => show(event.data));
    stream.addEventListener('reload', () => ask());
    // Larger parts are asked for when an event names them, not all readers at the same moment.
    for (const other of others) stream.addEventListener(other.dataset.liveOn, () => setTimeout(ask, Math.random() * 400, [other]));
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return; // it comes back by itself
      polling ??= setInterval(ask, pause);
      setTimeout(follow, 60000);
    });
    part.stream = stream; // for scripts that want further events of it
  };
  follow();
}

// The language chosen by its link is the one "/" leads to.
for (const link of document.querySelectorAll('.langs a[hreflang]')) {
  link.addEventListener('click', () => {
    document.cookie = 'ashar_lang=' + link.hreflang + '; Path=/; Max-Age=31536000; SameSite=Lax';
  });
}

// Search boxes offer titles while one types, as a combobox (WAI-ARIA Authoring Practices): arrows choose, Enter goes there,
// Escape closes. Without this they simply search.
const SUGGEST_AFTER_MS = 200, SUGGEST_LETTERS = 3;
function suggestTitles(box, number) {
  const id = 'found-' + number;
  const list = Object.assign(document.createElement('ul'), { id, className: 'found', hidden: true });
  let waiting = 0, asked = '', chosen = -1;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', box.labels?.[0]?.textContent.trim() ?? '');
  box.after(list);
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', id],
    ['autocomplete', 'off']]) box.setAttribute(name, value);
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    if (at < 0) box.removeAttribute('aria-activedescendant');
    else {
      box.setAttribute('aria-activedescendant', list.children[at].id);
      list.children[at].scrollIntoView({ block: 'nearest' });
    }
  };
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute('aria-expanded', String(open));
    if (!open) choose(-1);
  };
  const close = () => {
    clearTimeout(waiting);
    asked = '';
    show(false);
  };
  const fill = (hits) => {
    choose(-1);
    list.replaceChildren(...hits.map((hit, i) => {
      const option = Object.assign(document.createElement('li'), { id: `${id}-${i}`, textContent: hit.title });
      const kind = Object.assign(document.createElement('small'), { textContent: hit.kind_title });
      option.append(' ', kind);
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.path = hit.path;
      return option;
    }));
    show(hits.length > 0);
  };
  const ask = async () => {
    const words = box.value.trim();
    if (words === asked) return;
    if (words.length < SUGGEST_LETTERS) return close();
    asked = words;
    const query = new URLSearchParams({ suggest: '1', lang: document.documentElement.lang, q: words });
    const place = /^\/[a-z]{2}\/(\d{14})(\/|$)/.exec(location.pathname)?.[1];
    if (place) query.set('place', place);
    try {
      const answer = await fetch('/api/v1/search?' + query);
      if (answer.ok && asked === words && document.activeElement === box) fill((await answer.json()).hits);
    } catch { /* no suggestions then */ }
  };
  box.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, SUGGEST_AFTER_MS);
  });
  box.addEventListener('blur', close);
  box.addEventListener('keydown', (event) => {
    const n = list.hidden ? 0 : list.children.length;
    if (event.key === 'Escape' && n) close();
    else if (event.key === 'ArrowDown' && n) choose((chosen + 2) % (n + 1) - 1);
    else if (event.key === 'ArrowUp' && n) choose((chosen + n + 1) % (n + 1) - 1);
    else if (event.key === 'Enter' && n && chosen >= 0) location.assign(list.children[chosen].dataset.path);
    else return;
    event.preventDefault();
  });
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) location.assign(option.dataset.path);
  });
}
document.querySelectorAll('input[type=search][name=q]').forEach(suggestTitles);

// What is folded is opened for who is led to it, and for paper: newer browsers do both themselves.
const unfold = (at) => { for (let part = at; part; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true; };
function unfoldAsked() {
  const at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!at || !at.closest('.folds')) return;
  unfold(at.querySelector(':scope > details') ?? at);
  at.scrollIntoView();
}
addEventListener('hashchange', unfoldAsked);
unfoldAsked();
addEventListener('beforeprint', () => document.querySelectorAll('.folds details').forEach(unfold));

// Who signs out leaves no page of the hall (static/hall-worker.js) on the device.
for (const form of document.querySelectorAll('form[action$="/logout"]')) {
  form.addEventListener('submit', () => { try { caches.delete('ashar-hall'); } catch { /* none there */ } });
}
