// A real mail server for browser tests: Debian's python3-aiosmtpd, which files what it gets into a Maildir of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from './lib.mjs';

export const hasMailServer = existsSync('/usr/lib/python3/dist-packages/aiosmtpd');

// Python reads mail exactly as people's programs do: encoded words, quoted-printable, folded headers.
const READ = `import email, email.policy, json, sys
def read(name):
  with open(name, 'rb') as f: m = email.message_from_binary_file(f, policy=email.policy.default)
  return {'to': m['to'], 'subject': m['subject'], 'language': m['content-language'],
    'unsubscribe': m['list-unsubscribe'], 'text': m.get_body(('plain',)).get_content()}
print(json.dumps([read(name) for name in sys.argv[1:]]))`;

export async function startMailServer() {
  const dir = mkdtempSync(join(tmpdir(), 'ashar-mail-'));
  const box = join(dir, 'box'), fresh = join(box, 'new');
  for (const d of ['new', 'cur', 'tmp']) mkdirSync(join(box, d), { recursive: true });
  const port = await freePort();
  const child = spawn('/usr/bin/python3', ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', box],
    { stdio: 'ignore' });
  const greets = () => new Promise((done) => {
    const s = connect(port, '127.0.0.1');
    s.once('data', () => { s.end('QUIT\r\n'); done(true); });
    s.once('error', () => done(false));
  });
  await until('the mail server\'s start', async () => {
    if (child.exitCode !== null) throw new Error(`the mail server ended with ${child.exitCode}`);
    return greets();
  });
  const read = new Map(); // name of a file: mail
  const all = () => {
    const names = readdirSync(fresh).filter((name) => !read.has(name)).sort();
    if (names.length) {
      const r = spawnSync('/usr/bin/python3', ['-c', READ, ...names.map((name) => join(fresh, name))], { encoding: 'utf8' });
      if (r.status !== 0) throw new Error(r.stderr);
      JSON.parse(r.stdout).forEach((mail, i) => read.set(names[i], mail));
    }
    return [...read.values()];
  };
  const taken = new Set();
  return {
    url: `smtp://127.0.0.1:${port}`,
    count: () => readdirSync(fresh).length,
    to: (address) => all().filter((mail) => mail.to === address),
    // The next mail to this address, with these words in it, that nobody took yet.
    async next(to, holding = '') {
      let found;
      await until(`a mail to ${to}`, () => (found = all().find((mail) => !taken.has(mail) && mail.to === to && mail.text.includes(holding))));
      taken.add(found);
      return found;
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
