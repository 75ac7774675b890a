"""The running program and its readers, for the scripts beside this one: a server on a copy of the demonstration, browsers
that keep cookies and fill forms from their pages. Prints `ok NAME` or `not ok NAME: WHY`, as script/check counts them."""
import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from html.parser import HTMLParser

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..', '..'))
ASHAR = os.environ.get('ASHAR', os.path.join(ROOT, 'build', 'ashar'))
PASSWORD = 'ashar-demo'
CLERK = 'katchy@kok-jar.example'
RESIDENT = 'jaran@tor.example'
KOK_JAR = '/ky/41702210895000'
TOR = '/ky/41702210896000'
PATIENCE = 300  # seconds: decides nothing on a machine that works, however much else it has to do
failed = 0


def check(name, good, why=''):
    global failed
    print(f'ok {name}' if good else f'not ok {name}: {why}', flush=True)
    failed += not good
    return good


def skip(why):
    print(f'skipped: {why}', flush=True)


def finish():
    sys.exit(1 if failed else 0)


def until(condition, seconds, step=0.05):
    """Waits for a condition; its last value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(step)


def run(*args, **more):
    return subprocess.run([ASHAR, *args], capture_output=True, text=True, timeout=PATIENCE, **more)


def free_port():
    """A port nobody has, outside of the range that the system gives to connections: one of those could take it before the server
    does."""
    with open('/proc/sys/net/ipv4/ip_local_port_range') as f:
        lowest = int(f.read().split()[0])
    for _ in range(200):
        port = random.randrange(max(1024, lowest - 12000), lowest)
        with socket.socket() as s:
            try:
                s.bind(('127.0.0.1', port))
                return port
            except OSError:
                pass
    raise RuntimeError('no free port')


class Postgres:
    """A server of its own, which may be restarted."""

    def __init__(self):
        out = subprocess.run([os.path.join(ROOT, 'script', 'pg-start')], capture_output=True, text=True, timeout=PATIENCE)
        self.url = out.stdout.strip().splitlines()[-1] if out.returncode == 0 else None
        if self.url:
            self.port = urllib.parse.urlsplit(self.url).port
            with open(os.path.join(os.environ.get('TMPDIR', '/tmp'), f'ashar-pg.{self.port}')) as f:
                self.dir = f.read().strip()

    def sql(self, text):
        return subprocess.run(['psql', self.url, '-qAtc', text], capture_output=True, text=True, timeout=PATIENCE).stdout.strip()

    def restart(self):
        bins = sorted(d for d in os.listdir('/usr/lib/postgresql') if d.isdigit())
        ctl = f'/usr/lib/postgresql/{bins[-1]}/bin/pg_ctl'
        user = ['runuser', '-u', 'postgres', '--'] if os.geteuid() == 0 else []
        return subprocess.run([*user, ctl, '-D', f'{self.dir}/data', '-w', '-t', str(PATIENCE), '-m', 'immediate', '-l',
                               f'{self.dir}/server.log', 'restart'], capture_output=True, text=True, timeout=PATIENCE,
                              cwd=self.dir).returncode == 0

    def stop(self):
        subprocess.run([os.path.join(ROOT, 'script', 'pg-stop'), self.url], capture_output=True, timeout=PATIENCE)


class Site:
    """`ashar serve` on the demonstration, in a directory of its own or in one that is given."""

    def __init__(self, url=None, where=None, env=None, serve=()):
        self.dir = tempfile.mkdtemp(prefix='ashar-hurt-')
        self.url = url or f'sqlite:{where or self.dir}/a.db'
        self.env = {**os.environ, **(env or {})}
        self.serve = serve
        self.process = None
        self.port = free_port()
        made = run('demo', '--db', self.url)
        if made.returncode:
            raise RuntimeError(f'demo: {made.stderr}')

    def start(self):
        self.log = open(os.path.join(self.dir, 'log'), 'ab')
        self.process = subprocess.Popen([ASHAR, 'serve', '--db', self.url, '--listen', f'127.0.0.1:{self.port}',
                                         '--rate-factor', '0', *self.serve], stderr=self.log, env=self.env)
        if not until(lambda: Reader(self).get('/healthz', quiet=True) == 200 or not self.alive(), PATIENCE) or not self.alive():
            raise RuntimeError('the server did not start: ' + self.said())
        return self

    def said(self):
        with open(os.path.join(self.dir, 'log'), errors='replace') as f:
            return f.read()[-2000:]

    def alive(self):
        return self.process.poll() is None

    def resident_kib(self):
        with open(f'/proc/{self.process.pid}/status') as f:
            return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1))

    def stop(self):
        if self.process:
            self.process.terminate()
            code = self.process.wait(PATIENCE)
            self.process = None
            return code
        return None

    def remove(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def is_whole(self):
        verdict = run('audit', 'verify', '--db', self.url)
        return verdict.returncode == 0, verdict.stdout + verdict.stderr


class Form(HTMLParser):
    """The fields of the form with this action, as a browser would send them."""

    def __init__(self, action):
        super().__init__()
        self.action, self.inside, self.fields, self.area, self.select = action, False, {}, None, None
        self.found = False

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'form' and a.get('method') == 'post' and a.get('action', self.action) == self.action:
            self.inside = self.found = True
        if not self.inside:
            return
        name = a.get('name')
        if tag == 'input' and name and a.get('type') not in ('file', 'submit'):
            if a.get('type') not in ('checkbox', 'radio') or 'checked' in a:
                self.fields[name] = a.get('value') or ''
        elif tag == 'textarea' and name:
            self.area, self.fields[name] = name, ''
        elif tag == 'select' and name:
            self.select = name
        elif tag == 'option' and self.select and (self.select not in self.fields or 'selected' in a):
            self.fields[self.select] = a.get('value') or ''

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag):
        if tag == 'form':
            self.inside = False
        elif tag == 'textarea':
            self.area = None
        elif tag == 'select':
            self.select = None


class Reader:
    """One browser."""

    def __init__(self, site, login=None):
        self.site, self.cookies = site, {}
        self.status, self.body, self.headers = 0, '', {}
        if login and not self.sign_in(login):
            raise RuntimeError(f'{login} cannot sign in: {self.status}')

    def send(self, method, path, body=None, kind=None, timeout=PATIENCE):
        c = http.client.HTTPConnection('127.0.0.1', self.site.port, timeout=timeout)
        headers = {'Cookie': '; '.join(f'{k}={v}' for k, v in self.cookies.items())}
        if kind:
            headers['Content-Type'] = kind
        try:
            c.request(method, path, body, headers)
            r = c.getresponse()
            self.status, self.body = r.status, r.read().decode('utf-8', 'replace')
            self.headers = {k.lower(): v for k, v in r.getheaders()}
            for k, v in r.getheaders():
                if k.lower() == 'set-cookie':
                    name, value = v.split(';')[0].split('=', 1)
                    self.cookies[name] = value
        finally:
            c.close()
        return self.status

    def get(self, path, quiet=False, timeout=PATIENCE):
        try:
            return self.send('GET', path, timeout=timeout)
        except (OSError, http.client.HTTPException):
            if quiet:
                return 0
            raise

    def form(self, page, action, **typed):
        self.get(page)
        f = Form(action)
        f.feed(self.body)
        if not f.found:
            raise RuntimeError(f'{page} ({self.status}) has no form for {action}')
        return {**f.fields, **typed}

    def post(self, path, fields, timeout=PATIENCE):
        return self.send('POST', path, urllib.parse.urlencode(fields), 'application/x-www-form-urlencoded', timeout)

    def upload(self, path, fields, name, filename, data):
        edge = 'hurt-edge'
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'.encode() + data)
        parts.append(f'\r\n--{edge}--\r\n'.encode())
        return self.send('POST', path, b''.join(parts), f'multipart/form-data; boundary={edge}')

    def sign_in(self, login):
        fields = self.form('/ky/login', '/ky/login', login=login, password=PASSWORD)
        return self.post('/ky/login', fields) == 303

    def comment(self, words):
        """A comment on the plan under discussion; the status."""
        self.get(f'{TOR}/plan')
        action = re.search(rf'action="({TOR}/plan/\d+/comments)"', self.body)
        page = re.search(rf'href="({TOR}/plan/\d+/discussion)', self.body)
        if not action and page:
            self.get(page.group(1))
            action = re.search(rf'action="({TOR}/plan/\d+/comments)"', self.body)
        f = Form(action.group(1))
        f.feed(self.body)
        return self.post(action.group(1), {**f.fields, 'words': words})

    def is_refusal(self, *statuses):
        """A whole page of ours in Kyrgyz that says when to come back."""
        return (self.status in statuses and '<html lang="ky"' in self.body and self.body.rstrip().endswith('</html>')
                and self.headers.get('retry-after'))
