"""Slow connections: 300 that trickle a byte of a header a second, 100 that trickle a body; others are served meanwhile."""
import socket
import threading
import time

from running import KOK_JAR, Reader, Site, check, finish, until

HEADERS, BODIES, SECONDS = 300, 100, 12
MOST_MS, MOST_KIB = 5000, 128 * 1024  # half of what a slow one is given: who stood behind it would need more


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
        check('all of them have begun', until(lambda: len(begun) == HEADERS + BODIES, 20), len(begun))
        began, slowest, statuses = time.monotonic(), 0.0, set()
        while time.monotonic() - began < SECONDS:
            at = time.monotonic()
            statuses.add(Reader(site).get(f'{KOK_JAR}/plan', quiet=True, timeout=20))
            slowest = max(slowest, (time.monotonic() - at) * 1000)
            time.sleep(0.1)
        check(f'others are served beside {HEADERS + BODIES} slow connections', statuses == {200}, statuses)
        check(f'and wait for none of them ({slowest:.0f} ms at most)', slowest < MOST_MS, f'{slowest:.0f} ms')
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
