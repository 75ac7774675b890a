"""Slow connections: 300 that trickle a byte of a header a second, 100 that trickle a body; others are served meanwhile."""
import socket
import threading
import time

from running import KOK_JAR, PATIENCE, Reader, Site, check, finish, until

HEADERS, BODIES, SECONDS = 300, 100, 12
MOST_S = 60  # who stood behind all the slow ones would need many times that: each is given ten seconds and more
MOST_KIB = 128 * 1024


def trickle(site, stop, begun, head, rest):
    s = socket.create_connection(('127.0.0.1', site.port))
    try:
        s.sendall(head)
        begun.append(s)
        while not stop.wait(1):
            s.sendall(rest)
    except OSError:
        pass
    finally:
        s.close()


def main():
    site = Site().start()
    stop, begun = threading.Event(), []
    head = b'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '
    body = (b'POST /ky/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n'
            b'Content-Length: 60000\r\n\r\n')
    threads = [threading.Thread(target=trickle, args=(site, stop, begun, h, b'x'), daemon=True)
               for h in [head] * HEADERS + [body] * BODIES]
    try:
        for t in threads:
            t.start()
        check('all of them have begun', until(lambda: len(begun) == HEADERS + BODIES, PATIENCE), len(begun))
        began, statuses = time.monotonic(), []
        while time.monotonic() - began < SECONDS:
            statuses.append(Reader(site).get(f'{KOK_JAR}/plan', quiet=True, timeout=MOST_S))
            time.sleep(0.1)
        check(f'others are served beside {HEADERS + BODIES} slow connections, and wait for none of them',
              set(statuses) == {200}, statuses)
        kib = site.resident_kib()
        check(f'in bounded memory ({kib} KiB)', kib < MOST_KIB, f'{kib} KiB')
    finally:
        stop.set()
        for t in threads:
            t.join(5)
        code = site.stop()
        check('the server ends cleanly', code == 0, code)
        site.remove()
    finish()


main()
