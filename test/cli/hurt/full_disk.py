"""A disk that is full: a write is refused with a sentence, nothing is half-written, reading goes on, and writing once there
is room again; also while a document is uploaded and while a backup runs."""
import os
import shutil
import subprocess
import tempfile

from running import CLERK, KOK_JAR, RESIDENT, TOR, Reader, Site, check, finish, run, skip

ROOM = 24 << 20
PAPER = b'%PDF-1.4\n' + os.urandom(3 << 20).hex().encode() + b'\n%%EOF\n'


class Disk:
    """A small file system in memory."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='ashar-disk-')
        self.there = os.geteuid() == 0 and subprocess.run(
            ['mount', '-t', 'tmpfs', '-o', f'size={ROOM}', 'tmpfs', self.dir], capture_output=True).returncode == 0

    def fill(self):
        with open(f'{self.dir}/filler', 'ab', buffering=0) as f:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        f.write(bytes(size))
                except OSError:
                    pass

    def make_room(self):
        os.unlink(f'{self.dir}/filler')

    def remove(self):
        if self.there:
            subprocess.run(['umount', self.dir], capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)


def comment_until_refused(reader, acknowledged):
    """What the log before the write-ahead log's end still takes is acknowledged; then the disk is full."""
    for i in range(2000):
        words = f'Толук диск {len(acknowledged)} ' + 'сөз ' * 400
        if reader.comment(words) != 303:
            return
        acknowledged.append(words)


def writing(site, disk):
    resident, acknowledged = Reader(site, RESIDENT), []
    resident.comment('Орун бар кезде')
    disk.fill()
    comment_until_refused(resident, acknowledged)
    check('a write that finds the disk full is refused', resident.is_refusal(503, 507),
          f'{resident.status} after {len(acknowledged)}')
    check('and says that the disk is full', 'орун калган жок' in resident.body, resident.body[-900:])
    pages = [Reader(site).get(p) for p in ('/ky/', KOK_JAR, f'{KOK_JAR}/plan', f'{KOK_JAR}/issues.csv', '/healthz')]
    check('reading goes on', pages == [200] * 5, pages)
    return resident, acknowledged


def main():
    disk = Disk()
    if not disk.there:
        skip('full disk: no file system can be mounted here')
        disk.remove()
        return
    site = Site(where=disk.dir).start()
    try:
        clerk = Reader(site, CLERK)
        paper = clerk.form(f'{KOK_JAR}/documents/new', f'{KOK_JAR}/documents', title='Толук диск', kind='order', public='1')
        resident, acknowledged = writing(site, disk)
        clerk.upload(f'{KOK_JAR}/documents', paper, 'file', 'p.pdf', PAPER)
        check('an upload is refused too', clerk.is_refusal(503, 507), clerk.status)
        backup = run('backup', f'{disk.dir}/copy', '--db', site.url)
        check('a backup onto it fails and says so', backup.returncode != 0 and backup.stderr.strip(), backup.returncode)
        left = [f for f in os.listdir(disk.dir) if f.startswith('copy')]
        check('and leaves no piece behind', not left, left)
        disk.make_room()
        check('with room again writing goes on', resident.comment('Орун кайра бар') == 303, resident.status)
        check('and uploading', clerk.upload(f'{KOK_JAR}/documents', paper, 'file', 'p.pdf', PAPER) == 303, clerk.status)
        clerk.get(f'{KOK_JAR}/documents')
        check('once', clerk.body.count('Толук диск</a>') == 1, clerk.body.count('Толук диск</a>'))
        reader = Reader(site)
        reader.get(f'{TOR}/plan-comments.csv')
        lost = [w for w in acknowledged if w.strip() not in reader.body]
        shown = reader.body.count('Толук диск ')
        check(f'what was acknowledged is there ({len(acknowledged)})', not lost and shown == len(acknowledged),
              f'{len(lost)} lost, {shown} shown')
        site.stop()
        whole, why = site.is_whole()
        check('the log is whole after a full disk', whole, why)
    finally:
        site.remove()
        disk.remove()
    finish()


main()
