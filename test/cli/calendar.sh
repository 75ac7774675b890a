#!/usr/bin/env bash
# Calendars as other programs read them: the feeds of the demonstration, through two parsers that are not ours and a calendar
# program. ASHAR names the program.
cd "$(dirname "$0")" && PYTHONSAFEPATH= exec timeout 1200 /usr/bin/python3 -B calendar_clients.py
