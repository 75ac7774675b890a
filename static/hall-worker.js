// Keeps the officer's page of the hall (static/hall.js) so that it opens while the line is down. Scope: that page alone.
// Pages come from the line where there is one; what is kept is shown only where there is none, and says so in a header.
// Signing out empties it (app.js).
const CACHE = 'ashar-hall';
const PATIENCE = 6000; // milliseconds that a slow line has before the kept page is shown

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

const isHall = (url) => url.origin === location.origin && /^\/[a-z]{2}\/\d{14}\/meetings\/\d+\/hall$/.test(url.pathname);
const isPart = (url) => url.origin === location.origin && /^\/static\//.test(url.pathname);

async function keep(request, answer) {
  if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}
const kept = (url) => caches.open(CACHE).then((cache) => cache.match(url, { ignoreSearch: true, ignoreVary: true }));

addEventListener('message', (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  for (const url of event.data.keep ?? []) {
    const u = new URL(url);
    if (isPart(u) && (await cache.match(u.href))) continue;
    try {
      if (isHall(u) || isPart(u)) await keep(u.href, await fetch(u.href, { credentials: 'same-origin' }));
    } catch { /* next time */ }
  }
  // Parts of an older version of the program are of no use any more.
  const wanted = new Set(event.data.keep ?? []);
  for (const request of await cache.keys()) if (isPart(new URL(request.url)) && !wanted.has(request.url)) await cache.delete(request);
})()));

async function page(request) {
  const url = new URL(request.url);
  const address = url.origin + url.pathname;
  try {
    const answer = await fetch(request.mode === 'navigate' ? request.url : request, { credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE) });
    // Whose session ended is led to sign in. A browser takes no page for a navigation that came round a corner: it goes there itself.
    if (request.mode === 'navigate' && answer.redirected) return Response.redirect(answer.url, 303);
    return await keep(address, answer);
  } catch (error) {
    const old = await kept(address);
    if (!old) throw error;
    const headers = new Headers(old.headers);
    headers.set('X-From-Device', '1');
    return new Response(await old.blob(), { status: 200, headers });
  }
}
async function part(request) {
  return (await kept(request.url)) ?? keep(request.url, await fetch(request));
}

addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || event.request.headers.get('Accept') === 'text/event-stream') return;
  if (isHall(url)) event.respondWith(page(event.request));
  else if (isPart(url)) event.respondWith(part(event.request));
});
