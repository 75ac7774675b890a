"""PostgreSQL goes away under load: connections are cut, the server is restarted at once. What is refused is refused honestly,
it recovers by itself, nothing acknowledged is lost, nothing is written twice."""
import collections
import http.client
import threading

from running import KOK_JAR, PATIENCE, Postgres, RESIDENT, Reader, Site, check, finish, skip, until

WRITERS = 6
CUT = ("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and "
       "backend_type = 'client backend'")


class Load:
    """Writers that send numbered comments until told to stop."""

    def __init__(self, site):
        self.site, self.stop, self.lock = site, threading.Event(), threading.Lock()
        self.acknowledged, self.answers, self.dirty, self.next = [], collections.Counter(), [], 0
        first = Reader(site, RESIDENT)
        self.threads = [threading.Thread(target=self.write, args=(dict(first.cookies),)) for _ in range(WRITERS)]
        for t in self.threads:
            t.start()

    def write(self, cookies):
        reader = Reader(self.site)
        reader.cookies = cookies
        while not self.stop.is_set():
            with self.lock:
                n = self.next = self.next + 1
            words = f'Жоголгон база №{n}.'
            try:
                status = reader.comment(words)
            except (OSError, http.client.HTTPException, AttributeError):  # the page with the form was refused, or the line was cut
                status = reader.status if reader.status != 303 else 0
            with self.lock:
                self.answers[status] += 1
                if status == 303:
                    self.acknowledged.append(words)
                elif not reader.is_refusal(503):
                    self.dirty.append((status, reader.body[:200]))

    def written(self):
        with self.lock:
            return len(self.acknowledged)

    def goes_on(self, more=20):
        goal = self.written() + more
        return until(lambda: self.written() >= goal, PATIENCE)

    def end(self):
        self.stop.set()
        for t in self.threads:
            t.join()


def count_comments(postgres):
    rows = postgres.sql("select words, count(*) from plan_comment where words like 'Жоголгон база №%' group by words")
    return {line.rsplit('|', 1)[0]: int(line.rsplit('|', 1)[1]) for line in rows.splitlines()}


def main():
    postgres = Postgres()
    if not postgres.url:
        skip('a lost database: PostgreSQL cannot be started here')
        return
    site = None
    try:
        site = Site(url=postgres.url).start()
        load = Load(site)
        check('writers write', load.goes_on(), load.answers)
        back = 0
        for i in range(5):
            postgres.sql(CUT)
            back += bool(load.goes_on())
        check('it goes on by itself each of five times that all connections are cut', back == 5, load.answers)
        check('the database is restarted at once', postgres.restart(), 'pg_ctl')
        check('it goes on by itself after that', load.goes_on(), load.answers)
        check('reading too', until(lambda: Reader(site).get(f'{KOK_JAR}/plan', quiet=True) == 200, PATIENCE), 'plan')
        load.end()
        stored = count_comments(postgres)
        lost = [w for w in load.acknowledged if w not in stored]
        check(f'none of {len(load.acknowledged)} acknowledged is lost', load.acknowledged and not lost, lost[:5])
        check('none is written twice', all(n == 1 for n in stored.values()), [w for w, n in stored.items() if n > 1][:5])
        check(f'what was refused was refused as a page ({dict(load.answers)})', not load.dirty, load.dirty[:2])
        whole, why = site.is_whole()
        check('the log is whole after lost connections', whole, why)
        check('the server ran through', site.alive() and site.stop() == 0, site.said())
    finally:
        if site:
            site.remove()
        postgres.stop()
    finish()


main()
