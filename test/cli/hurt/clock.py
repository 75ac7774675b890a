"""The clock steps a day back and a year ahead while the server runs, and comes back: sessions, sign-in, limits, the list of
what is due and the log survive. The time is libfaketime's; the server's own measures of duration are not touched by it."""
import glob
import os
import re
import subprocess
import time

from running import ASHAR, CLERK, KOK_JAR, PATIENCE, RESIDENT, Reader, Site, check, finish, skip, until

LIBRARY = next(iter(glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')), None)
DAY, YEAR = 86400, 366 * 86400  # another calendar year from whatever day it begins


class Clock:
    """A file that says by how much the server's clock is wrong."""

    def __init__(self, path):
        self.path = path
        self.set(0)

    def env(self):
        return {'LD_PRELOAD': LIBRARY, 'FAKETIME_TIMESTAMP_FILE': self.path, 'FAKETIME_NO_CACHE': '1',
                'FAKETIME_DONT_FAKE_MONOTONIC': '1', 'FAKETIME_DONT_RESET': '1'}

    def set(self, seconds):
        with open(self.path + '.new', 'w') as f:
            f.write(f'{seconds:+d}s\n')
        os.replace(self.path + '.new', self.path)


def server_day(site):
    r = Reader(site)
    r.get('/healthz')
    return r.headers.get('date', '')


def write_news(reader, words):
    fields = reader.form(f'{KOK_JAR}/news/new', f'{KOK_JAR}/news/new', title_ky=words, body_ky=words)
    return reader.post(f'{KOK_JAR}/news/new', fields)


def a_day_back(site, clock, clerk):
    clock.set(-DAY)
    check('a session lives on when the clock steps a day back', clerk.get(f'{KOK_JAR}/desk') == 200, clerk.status)
    check('writing goes on', write_news(clerk, 'Кечээ жазылган') == 303, clerk.status)
    check('reading goes on', Reader(site).get(f'{KOK_JAR}/plan') == 200, 'plan')
    whole, why = site.is_whole()
    check('the log is whole although its times go back', whole, why)


def a_year_ahead(site, clock, clerk):
    clock.set(YEAR)
    check('a session is over a year later', clerk.get(f'{KOK_JAR}/desk') in (302, 303, 401), clerk.status)
    later = Reader(site, CLERK)
    check('one signs in again', later.get(f'{KOK_JAR}/desk') == 200, later.status)
    check('what was not refreshed is due', re.search(r'class="[^"]*bad', later.body) is not None, later.body[:400])
    check('writing goes on a year later', write_news(later, 'Эмки жылы жазылган') == 303, later.status)
    wrong = Reader(site)
    for _ in range(8):
        fields = wrong.form('/ky/login', '/ky/login', login=RESIDENT, password='туура эмес сырсөз')
        wrong.post('/ky/login', fields)
    check('an account waits after wrong passwords', wrong.status == 429, wrong.status)
    return later


def back_again(site, clock, later):
    clock.set(0)
    check('a session of the year to come is none', later.get(f'{KOK_JAR}/desk') in (302, 303, 401), later.status)
    resident = Reader(site)
    check('nobody is locked out until that year', resident.sign_in(RESIDENT), resident.status)
    clerk = Reader(site, CLERK)
    check('writing goes on when the clock is right again', write_news(clerk, 'Бүгүн жазылган') == 303, clerk.status)
    fields = clerk.form(f'{KOK_JAR}/news/new', f'{KOK_JAR}/news/new', title_ky='Эртең', body_ky='Эртең')
    clock.set(3600)
    check('a form outlives an hour ahead', clerk.post(f'{KOK_JAR}/news/new', fields) == 303, clerk.status)
    clock.set(0)
    whole, why = site.is_whole()
    check('the log is whole after all that', whole, why)


def main():
    if not LIBRARY:
        skip('clock: libfaketime is not installed')
        return
    site = Site()
    clock = Clock(f'{site.dir}/clock')
    site.env.update(clock.env())
    try:
        site.start()
        clerk = Reader(site, CLERK)
        before = server_day(site)
        clock.set(YEAR)
        moved = until(lambda: server_day(site)[12:16] != before[12:16], PATIENCE)
        clock.set(0)
        if not check('the server goes by the clock that is set', moved, f'{before}: {site.said()}'):
            return
        a_day_back(site, clock, clerk)
        clock.set(0)
        later = a_year_ahead(site, clock, clerk)
        back_again(site, clock, later)
        check('the server ran through', site.alive(), site.said())
        check('and ends cleanly', site.stop() == 0, site.said())
    finally:
        site.remove()
    finish()


main()
