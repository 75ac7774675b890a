"""The calendars of a municipality as clients read them (RFC 5545): python3-icalendar and python3-vobject must read the same events
out of each, and khal must show them at the hour of the notice, whatever zone it runs in.

What is compared with is the program's own API and not the calendar's writer: hours in UTC, days, states. The file is not called
calendar.py: it would stand before Python's own module of that name."""
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'hurt'))
from running import PATIENCE, Site, check, finish  # noqa: E402

try:
    import icalendar
    import vobject
except ImportError as e:
    print(f'not ok python3-icalendar and python3-vobject: {e}; script/setup --tests installs them')
    sys.exit(1)

PLACE = '41702210895000'
LANGS = ('ky', 'ru', 'en')
BISHKEK = dt.timezone(dt.timedelta(hours=6))
KHAL = '/usr/bin/khal'


def fetch(site, path):
    with urllib.request.urlopen(f'http://127.0.0.1:{site.port}{path}', timeout=PATIENCE) as r:
        return r.headers['Content-Type'], r.read()


# -- the bytes --

def check_lines(name, raw):
    lines = raw.split(b'\r\n')
    check(f'{name}: lines end as they must', lines[-1] == b'' and not any(b'\n' in x or b'\r' in x for x in lines))
    check(f'{name}: no line above 75 octets', max(map(len, lines)) <= 75, str(max(map(len, lines))))
    whole = True
    for x in lines:
        try:
            x.decode()
        except UnicodeDecodeError:
            whole = False
    check(f'{name}: no letter is cut by the folding', whole)
    check(f'{name}: long lines are folded', any(x.startswith(b' ') for x in lines))


# -- two parsers --

def instant(t):
    """A day stays a day; an hour is told in UTC."""
    return t.astimezone(dt.timezone.utc) if isinstance(t, dt.datetime) else t


def by_icalendar(raw):
    out = {}
    for e in icalendar.Calendar.from_ical(raw).walk('VEVENT'):
        out[str(e['UID'])] = (instant(e['DTSTART'].dt), instant(e['DTEND'].dt), str(e['SUMMARY']), str(e.get('LOCATION', '')),
                              str(e.get('DESCRIPTION', '')), str(e['URL']), str(e['STATUS']), int(e['SEQUENCE']))
    return out


def by_vobject(raw):
    out = {}
    for e in getattr(vobject.readOne(raw.decode()), 'vevent_list', []):
        text = {k: getattr(e, k).value if hasattr(e, k) else '' for k in ('location', 'description')}
        out[e.uid.value] = (instant(e.dtstart.value), instant(e.dtend.value), e.summary.value, text['location'],
                            text['description'], e.url.value, e.status.value, int(e.sequence.value))
    return out


def read(name, raw):
    one, other = by_icalendar(raw), by_vobject(raw)
    check(f'{name}: two parsers read the same', one == other and one, str([k for k in one if one[k] != other.get(k)][:2]))
    check(f'{name}: no entry stands twice', raw.count(b'BEGIN:VEVENT') == len(one))
    return one


# -- what stands in them --

def check_meetings(site, feeds):
    meetings = json.loads(fetch(site, f'/api/v1/places/{PLACE}/meetings')[1])['meetings']
    wrong = []
    for m in meetings:
        starts = dt.datetime.strptime(m['starts_at'], '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=dt.timezone.utc)
        for lang in LANGS:
            e = feeds[lang].get(f'meeting-{m["id"]}@{PLACE}.ashar')
            if not e or e[0] != starts or e[1] - e[0] != dt.timedelta(minutes=m['minutes']) or e[2] != m['title'][lang] or \
                    e[3] != m['venue'][lang] or (e[6] == 'CANCELLED') != (m['state'] == 'cancelled'):
                wrong.append((lang, m['id'], e))
    check('every meeting has its hour, length, words and state in each language', meetings and not wrong, str(wrong[:1]))
    check('nothing else is in the feed', len(feeds['ky']) == len(meetings))
    check('the same entry in every language', feeds['ky'].keys() == feeds['ru'].keys() == feeds['en'].keys())
    cancelled = [e for e in feeds['ky'].values() if e[6] == 'CANCELLED']
    check('a cancelled meeting stays, cancelled, above its first telling', cancelled and all(e[7] > 0 for e in cancelled))
    moved = [e for e in feeds['ky'].values() if e[6] == 'CONFIRMED' and e[7] > 0]
    check('a moved meeting has a higher sequence', len(moved) == 1, str(moved))
    hour = moved[0][0].astimezone(BISHKEK)
    check('it stands at the hour of its notice in Bishkek', (hour.hour, hour.minute) == (10, 0), str(hour))
    check('a comma stays inside its text', any(', ' in e[3] for e in feeds['ky'].values()))


def check_days(feeds):
    days = {u: e for u, e in feeds['ky'].items() if u.startswith('plan-')}
    check('measures of the plan are whole days', days and all(
        type(e[0]) is dt.date and e[1] - e[0] == dt.timedelta(days=1) for e in days.values()), str(list(days.values())[:1]))
    check('days too are one entry in every language', feeds['ky'].keys() == feeds['ru'].keys() == feeds['en'].keys())


def check_one(site, uid, event):
    raw = fetch(site, event[5].split(f':{site.port}', 1)[1] + '/notice.ics')[1]
    check('the file of one meeting is its entry of the feed', by_icalendar(raw) == {uid: event}, str(by_icalendar(raw)))


# -- a calendar program --

CONFIG = '''[calendars]
[[a]]
path = {dir}/a
type = calendar
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {dir}/khal.db
'''


class Khal:
    def __init__(self, zone):
        self.dir = tempfile.mkdtemp(prefix='ashar-khal-')
        os.mkdir(f'{self.dir}/a')
        with open(f'{self.dir}/config', 'w') as f:
            f.write(CONFIG.format(dir=self.dir, zone=zone))

    def run(self, *args):
        return subprocess.run([KHAL, '-c', f'{self.dir}/config', *args], capture_output=True, text=True, timeout=120,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8', 'HOME': self.dir, 'XDG_DATA_HOME': self.dir})

    def load(self, raw):
        with open(f'{self.dir}/in.ics', 'wb') as f:
            f.write(raw)
        return self.run('import', '--batch', '-a', 'a', f'{self.dir}/in.ics').returncode == 0

    def on(self, day):
        out = self.run('list', '-a', 'a', '--format', '{uid}|{start-time}|{title}|{location}|{cancelled}', str(day), '1d').stdout
        return [x.split('|') for x in out.splitlines() if '|' in x]


def check_khal(raws, feeds, zone, offset):
    khal = Khal(zone)
    check(f'khal in {zone} takes the feed', khal.load(raws['ru']) and khal.load(raws['ky']))
    wrong = []
    for uid, e in feeds['ky'].items():
        here = e[0].astimezone(offset(e[0]))
        shown = [x for x in khal.on(here.date()) if x[0] == uid]
        want = [uid, f'{here:%H:%M}', e[2], e[3], 'CANCELLED ' if e[6] == 'CANCELLED' else '']
        if shown != [want]:
            wrong.append((shown, want))
    check(f'khal in {zone} shows each once, at its hour, in the words told last', not wrong, str(wrong[:1]))
    shutil.rmtree(khal.dir)


def in_berlin(t):
    """The clock of Berlin at an instant, by the rule of the European Union: last Sundays of March and October, 01:00 UTC."""
    def last_sunday(month):
        d = dt.datetime(t.year, month, 31, 1, tzinfo=dt.timezone.utc)
        return d - dt.timedelta(days=(d.weekday() + 1) % 7)
    return dt.timezone(dt.timedelta(hours=2 if last_sunday(3) <= t < last_sunday(10) else 1))


def main():
    site = Site().start()
    try:
        raws, feeds, plans = {}, {}, {}
        for lang in LANGS:
            kind, raws[lang] = fetch(site, f'/{lang}/{PLACE}/meetings.ics')
            check(f'{lang}: it is a calendar', re.fullmatch(r'text/calendar; ?charset=utf-8', kind, re.I), kind)
            check_lines(f'{lang} meetings', raws[lang])
            feeds[lang] = read(f'{lang} meetings', raws[lang])
            raw = fetch(site, f'/{lang}/{PLACE}/calendar.ics')[1]
            check_lines(f'{lang} calendar', raw)
            plans[lang] = read(f'{lang} calendar', raw)
        check_meetings(site, feeds)
        check_days(plans)
        check_one(site, *next(iter(feeds['ky'].items())))
        if check('khal is there', os.path.exists(KHAL), 'script/setup --tests installs it'):
            check_khal(raws, feeds, 'Asia/Bishkek', lambda t: BISHKEK)
            check_khal(raws, feeds, 'Europe/Berlin', in_berlin)
    finally:
        site.stop()
        site.remove()
    finish()


if __name__ == '__main__':
    main()
