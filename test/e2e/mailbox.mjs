// A real mail server for browser tests: Debian's python3-aiosmtpd, which files what it gets into a Maildir of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './lib.mjs';

export const hasMailServer = existsSync('/usr/lib/python3/dist-packages/aiosmtpd');

// Python reads mail exactly as people's programs do: encoded words, quoted-printable, folded headers.
const READ = `import email, email.policy, json, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(json.dumps({'to': m['to'], 'subject': m['subject'], 'language': m['content-language'],
  'unsubscribe': m['list-unsubscribe'], 'text': m.get_body(('plain',)).get_content()}))`;

export async function startMailServer() {
  const dir = mkdtempSync(join(tmpdir(), 'ashar-mail-'));
  const box = join(dir, 'box'), fresh = join(box, 'new');
  for (const d of ['new', 'cur', 'tmp']) mkdirSync(join(box, d), { recursive: true });
  const port = await freePort();
  const child = spawn('/usr/bin/python3', ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', box],
    { stdio: 'ignore' });
  await new Promise((done, fail) => { // until it greets
    const until = Date.now() + 60_000;
    const knock = () => {
      const s = connect(port, '127.0.0.1');
      s.once('data', () => { s.end('QUIT\r\n'); done(); });
      s.once('error', () => (Date.now() > until || child.exitCode !== null ? fail(new Error('the mail server did not start')) : setTimeout(knock, 20)));
    };
    knock();
  });
  const taken = new Set();
  const arrived = (to, holding) => {
    for (const name of readdirSync(fresh).sort()) {
      if (taken.has(name)) continue;
      const r = spawnSync('/usr/bin/python3', ['-c', READ, join(fresh, name)], { encoding: 'utf8' });
      const mail = JSON.parse(r.stdout);
      if (mail.to !== to || !mail.text.includes(holding)) continue;
      taken.add(name);
      return mail;
    }
    return null;
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    count: () => readdirSync(fresh).length,
    // The next mail to this address, with these words in it, that nobody took yet.
    async next(to, holding = '') {
      const here = arrived(to, holding);
      if (here) return here;
      return new Promise((done, fail) => {
        const watcher = watch(fresh, () => {
          const mail = arrived(to, holding);
          if (!mail) return;
          clearTimeout(limit);
          watcher.close();
          done(mail);
        });
        const limit = setTimeout(() => { watcher.close(); fail(new Error(`no mail to ${to}`)); }, 30_000);
        watcher.emit('change'); // it may have come between the look and the watch
      });
    },
    stop() {
      child.kill('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

// The first link of this site in a mail.
export function linkIn(mail, base) {
  const at = mail.text.split(/\s+/).find((word) => word.startsWith(`${base}/`));
  if (!at) throw new Error(`no link to ${base} in: ${mail.text}`);
  return at;
}
