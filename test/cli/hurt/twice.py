"""A double click, two editors and two programs at once: one effect; the second editor sees both versions; a command waits."""
import re
import sqlite3
import subprocess
import threading

from running import ASHAR, CLERK, KOK_JAR, Reader, Site, check, finish

ROUNDS, CLICKS = 10, 4


def at_once(calls):
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def one(i):
        gate.wait()
        results[i] = calls[i]()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(len(calls))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


def same_browser(reader):
    other = Reader(reader.site)
    other.cookies = dict(reader.cookies)
    return other


def double_clicks(site):
    clerk = Reader(site, CLERK)
    answers, shown = [], []
    for i in range(ROUNDS):
        fields = clerk.form(f'{KOK_JAR}/news/new', f'{KOK_JAR}/news/new', title_ky=f'Эки жолу {i}', body_ky='бир жолу')
        browsers = [same_browser(clerk) for _ in range(CLICKS)]
        at_once([lambda b=b: b.post(f'{KOK_JAR}/news/new', fields) for b in browsers])
        answers.append({(b.status, b.headers.get('location')) for b in browsers})
        clerk.get(f'{KOK_JAR}/news')
        shown.append(len(re.findall(rf'Эки жолу {i}<', clerk.body)))
    check('equal forms sent at once have one effect', shown == [1] * ROUNDS, shown)
    check('and each is told the same', all(len(a) == 1 and next(iter(a))[0] == 303 for a in answers), answers)


def two_editors(site):
    ours, theirs = Reader(site, CLERK), Reader(site, CLERK)
    ours.get(f'{KOK_JAR}/issues')
    issue = re.search(rf'{KOK_JAR}/issues/(\d+)"', ours.body).group(1)
    path, page = f'{KOK_JAR}/issues/{issue}', f'{KOK_JAR}/issues/{issue}/edit'
    one = ours.form(page, path, title_ky='Биринчи катчынын аталышы')
    two = theirs.form(page, path, title_ky='Экинчи катчынын аталышы')
    at_once([lambda: ours.post(path, one), lambda: theirs.post(path, two)])
    codes = sorted((ours.status, theirs.status))
    check('of two editors at once one is written', codes == [303, 409], codes)
    second = ours if ours.status == 409 else theirs
    check('the other sees both versions', 'Биринчи катчынын аталышы' in second.body and
          'Экинчи катчынын аталышы' in second.body, second.status)
    check('and may send theirs knowingly', re.search(r'name="version" value="\d+"', second.body) is not None, 'no form')


# Another program writes for longer than anybody at a form would be kept waiting; a command has time.
def a_command_waits(site):
    other = sqlite3.connect(site.url.removeprefix('sqlite:'), isolation_level=None)
    other.execute('begin immediate')
    command = subprocess.Popen([ASHAR, 'search', 'rebuild', '--db', site.url], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        early, _ = command.communicate(timeout=7)
    except subprocess.TimeoutExpired:
        early = None
    other.execute('commit')
    check('a command waits for another program', early is None, early)
    said, _ = command.communicate(timeout=120)
    check('and goes on when that is done', command.returncode == 0, said)


def main():
    site = Site().start()
    try:
        double_clicks(site)
        two_editors(site)
        a_command_waits(site)
        whole, why = site.is_whole()
        check('the log is whole after it', whole, why)
    finally:
        site.remove()
    finish()


main()
