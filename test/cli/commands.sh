#!/usr/bin/env bash
# The command line as an operator meets it: help, exit codes, imports all or nothing, backup into the other engine, and the
# proof that one changed byte is found. ASHAR names the program; ASHAR_TEST_PG, where set, a PostgreSQL server.
set -uo pipefail
cd "$(dirname "$0")/../.."
ashar=${ASHAR:-$PWD/build/ashar}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
db=sqlite:$dir/a.db
failed=0

ok() { echo "ok $*"; }
not_ok() {
  echo "not ok $*"
  [ -f "$dir/out" ] && sed 's/^/    /' "$dir/out" | head -20
  failed=1
}
# expect STATUS NAME COMMAND …: runs and compares the exit status; output stays in $dir/out.
expect() {
  local want=$1 name=$2
  shift 2
  "$@" >"$dir/out" 2>&1
  local got=$?
  if [ "$got" = "$want" ]; then ok "$name"; else not_ok "$name: exit $got, not $want"; fi
}
says() { if grep -qE -- "$1" "$dir/out"; then ok "$2"; else not_ok "$2: no \"$1\""; fi; }
count() { sqlite3 "$dir/a.db" "$1"; }

expect 2 "without a command: usage" "$ashar"
expect 0 "an empty database" "$ashar" migrate --db "sqlite:$dir/seed.db"
expect 0 "--help" "$ashar" --help
while read -r name; do
  # shellcheck disable=SC2086
  expect 0 "$name --help" "$ashar" $name --help
  says 'usage: ashar|ashar tally|ashar text' "$name --help says how to use it"
done < <("$ashar" --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
expect 2 "an unknown command" "$ashar" fly
# Wrong use is told, and makes no file; nor does a mistyped path.
for c in "territory import" "issues import" "residents import" "plan import" "people add" backup restore init; do
  # shellcheck disable=SC2086
  expect 2 "$c without what it needs" "$ashar" $c --db "sqlite:$dir/seed.db"
  says "^usage: ashar $c " "$c says what it needs"
done
for c in "people add a@example.kg Асан" "issues import --sample --place 41702210895000" "rules list" "mail status" "audit verify" "backup $dir/none" doctor; do
  # shellcheck disable=SC2086
  "$ashar" $c --db "sqlite:$dir/mistyped.db" >"$dir/out" 2>&1 </dev/null
  got=$?
  [ $got != 0 ] && [ ! -e "$dir/mistyped.db" ] && ok "$c makes no database of a mistyped path" || not_ok "$c on a mistyped path: exit $got"
done
expect 2 "a setting that is no number" "$ashar" serve --workers many
expect 2 "a secret as a flag is refused" "$ashar" doctor --smtp-password x
expect 2 "a file that is not there" "$ashar" doctor --config "$dir/none.conf"

printf 'x\n' | "$ashar" init --db "$db" --name "Админ" --login admin@example.kg >"$dir/out" 2>&1
[ $? = 1 ] && ok "init refuses a short password" || not_ok "init refuses a short password"
printf 'bir-iki-uch-tort\n' | "$ashar" init --db "$db" --name "Админ Админович" --login admin@example.kg >"$dir/out" 2>&1 &&
  ok "init makes the first administrator" || not_ok "init"
printf 'bir-iki-uch-tort\n' | "$ashar" init --db "$db" --name "Дагы" --login b@example.kg >"$dir/out" 2>&1
[ $? = 1 ] && ok "init twice is refused" || not_ok "init twice"
[ "$(stat -c %a "$dir/a.db")" = 600 ] && ok "the file is its owner's alone" || not_ok "mode of the file"
expect 0 "doctor" "$ashar" doctor --db "$db"
expect 0 "migrate" "$ashar" migrate --db "$db"
expect 0 "migrate of nothing" "$ashar" migrate --db "sqlite:$dir/fresh.db"
fresh=$(sqlite3 "$dir/fresh.db" 'select count(*) from unit')
[ "$fresh" = "$(count 'select count(*) from unit')" ] && ok "migrate brings the territory as init does" || not_ok "migrate's territory: $fresh"
expect 0 "routes" "$ashar" routes
says 'POST +/:lang/:place/plan' "routes lists the plan's steps"
expect 0 "rules list" "$ashar" rules list --json --db "$db"
says 'engagement_plan.working_group.min_members' "rules list has the working group's size"

# Text: a line in, a line out, whatever the line is; 2.5 MB without blanks soon enough and in little memory.
filter() { # filter NAME STATUS WANTED-LINES COMMAND INPUT
  timeout 300 "$ashar" text "$4" "$5" >"$dir/out" 2>&1
  local got=$? lines
  lines=$(wc -l <"$dir/out")
  if [ "$got" = "$2" ] && [ "$lines" = "$3" ]; then ok "$1"; else not_ok "$1: exit $got, $lines lines"; fi
}
head -c 524288 /dev/zero | tr '\0' '-' | sed 's/-/кө-/g' >"$dir/long.txt"
echo >>"$dir/long.txt"
printf '\xff\xfe\xed\xa0\x80 суу\x00кк\n' >"$dir/broken.txt"
: >"$dir/empty.txt"
for c in canon fold stem repair; do
  (ulimit -v 1000000; failed=0; filter "text $c: 2.5 MB without a blank" 0 1 $c "$dir/long.txt"; exit $failed) || failed=1
  filter "text $c: bytes that are no UTF-8" 0 1 $c "$dir/broken.txt"
  iconv -f UTF-8 -t UTF-8 "$dir/out" >"$dir/utf8" 2>&1 && ok "text $c gives UTF-8" || not_ok "text $c gives UTF-8"
  filter "text $c: nothing" 0 0 $c "$dir/empty.txt"
  expect 3 "text $c: a file that is not there" "$ashar" text $c "$dir/none.txt"
done
echo 'енуктуруу женунде' | "$ashar" text repair --json >"$dir/out" 2>&1
says '"өнүктүрүү","confidence":[5-9][0-9]' "text repair --json tells suggestions with confidence"
echo 'кеңештердин' | "$ashar" text stem --explain >"$dir/out" 2>&1
says 'тер plural' "text stem --explain tells the chain"
expect 2 "text of an unknown kind" "$ashar" text sing
expect 2 "search without a verb" "$ashar" search

# Territory: our own small file, then everything that spreadsheets do to codes.
printf 'code;name_ky;name_ru;parent_code\r\n41702210895000;Көк-Жар айыл аймагы;Кок-Жар;41702210000000\r\n' >"$dir/good.csv"
expect 0 "territory import with semicolons and CRLF" "$ashar" territory import "$dir/good.csv" --db "$db"
before=$(count 'select count(*) from unit')
printf '\xef\xbb\xbfcode,name_ky,parent_code\n41702210896000,Ак-Булуң,41702210000000\n4.17022E+13,Бузулган,41702210000000\n' >"$dir/bad.csv"
expect 1 "a code that a spreadsheet mangled is refused" "$ashar" territory import "$dir/bad.csv" --db "$db"
says '(3|саптын|сап).*' "and told with its line"
[ "$(count 'select count(*) from unit')" = "$before" ] && ok "all or nothing" || not_ok "all or nothing"
printf 'code,name_ru,parent_code\n41702210896000,\xc0\xea-\xc1\xf3\xeb\xf3\xed,41702210000000\n' >"$dir/1251.csv"
expect 0 "Windows-1251 is read" "$ashar" territory import "$dir/1251.csv" --db "$db"
[ "$(count "select name_ru from unit where code='41702210896000'")" = "Ак-Булун" ] && ok "and read right" || not_ok "1251 letters"
if [ -n "${ASHAR_SHARED:-}" ] && [ -f "$ASHAR_SHARED/data/territory/soate_ru_2021.csv" ]; then
  expect 0 "the whole classifier" "$ashar" territory import "$ASHAR_SHARED/data/territory/soate_ru_2021.csv" --db "$db"
else
  echo "skipped: the classifier of 2021 is not here (ASHAR_SHARED)"
fi
expect 0 "issues import --sample" "$ashar" issues import --sample --place 41702210895000 --db "$db"
[ "$(count 'select count(*) from issue')" = 12 ] && ok "twelve issues" || not_ok "twelve issues"
printf 'number,title_ky\n1,Суу\n1,Жол\n' >"$dir/twice.csv"
expect 1 "the same number twice is refused" "$ashar" issues import "$dir/twice.csv" --place 41702210895000 --db "$db"
expect 1 "an unknown municipality" "$ashar" issues import --sample --place 41700000000099 --db "$db"
printf 'old_code,new_code,from,name_ky,parent_code\n41702210896000,41702210990000,2025-01-01,Бириккен,41702210000000\n' >"$dir/merged.csv"
cp "$dir/a.db" "$dir/m.db"
expect 0 "a list of mergers" "$ashar" territory import "$dir/merged.csv" --db "sqlite:$dir/m.db"
printf 'ФИО;год рождения\nАсанов Бакыт;1980\n' | iconv -f utf8 -t cp1251 >"$dir/people.csv"
for c in "issues import --sample" "residents import $dir/people.csv" "rules list" "people role admin@example.kg secretary"; do
  # shellcheck disable=SC2086
  expect 1 "$c: a merged municipality is refused" "$ashar" $c --place 41702210896000 --db "sqlite:$dir/m.db"
  says 'Бириккен.*41702210990000' "$c names what it became part of"
done
expect 0 "residents from Windows-1251" "$ashar" residents import "$dir/people.csv" --place 41702210895000 --db "$db"
printf 'номер;название\n77;Вода из таблицы\n' | iconv -f utf8 -t cp1251 >"$dir/issue.csv"
expect 0 "issues from Windows-1251 under plain titles" "$ashar" issues import "$dir/issue.csv" --place 41702210895000 --db "sqlite:$dir/m.db"
expect 1 "a programme that is no JSON" "$ashar" plan import "$dir/good.csv" --db "$db"
if [ -n "${ASHAR_SHARED:-}" ] && [ -f "$ASHAR_SHARED/data/plan_2018_2023.json" ]; then
  expect 0 "the government's programme" "$ashar" plan import "$ASHAR_SHARED/data/plan_2018_2023.json" --db "$db"
  expect 0 "imported again it is the same one" "$ashar" plan import "$ASHAR_SHARED/data/plan_2018_2023.json" --db "$db"
fi

# The log: whole, then one byte changed in each column that matters.
expect 0 "audit verify" "$ashar" audit verify --db "$db"
for column in action subject after_json at hash; do
  cp "$dir/a.db" "$dir/t.db"
  sqlite3 "$dir/t.db" "select sql from sqlite_master where type='trigger' and tbl_name like 'audit%'" >/dev/null
  for t in $(sqlite3 "$dir/t.db" "select name from sqlite_master where type='trigger' and tbl_name like 'audit%'"); do
    sqlite3 "$dir/t.db" "drop trigger $t"
  done
  case $column in
    at) sqlite3 "$dir/t.db" "update audit set at = at + 1 where id = 3" ;;
    hash) sqlite3 "$dir/t.db" "update audit set hash = zeroblob(length(hash)) where id = 3" ;;
    *) sqlite3 "$dir/t.db" "update audit set $column = replace(coalesce($column, 'x'), substr(coalesce($column, 'x'), 1, 1), '~') where id = 3" ;;
  esac
  expect 1 "audit verify finds a changed $column" "$ashar" audit verify --db "sqlite:$dir/t.db"
done
sqlite3 "$dir/a.db" "update audit set action = 'x' where id = 3" >"$dir/out" 2>&1 && not_ok "the log can be overwritten" ||
  ok "the database itself refuses to overwrite the log"

# Backup, and back into either engine.
expect 0 "backup" "$ashar" backup "$dir/backup" --db "$db"
expect 0 "restore" "$ashar" restore "$dir/backup" --db "sqlite:$dir/b.db"
expect 0 "the log is whole after it" "$ashar" audit verify --db "sqlite:$dir/b.db"
expect 1 "restore into a database in use is refused" "$ashar" restore "$dir/backup" --db "sqlite:$dir/b.db"
cp "$dir/backup" "$dir/broken"
printf 'X' | dd of="$dir/broken" bs=1 seek=5000 conv=notrunc 2>/dev/null
expect 1 "a backup with a changed byte is refused" "$ashar" restore "$dir/broken" --db "sqlite:$dir/c.db"
if [ -n "${ASHAR_TEST_PG:-}" ]; then
  psql "$ASHAR_TEST_PG" -qc "create database cli_restore template template0" >"$dir/out" 2>&1
  other=${ASHAR_TEST_PG%/*}/cli_restore
  expect 0 "restore into PostgreSQL" "$ashar" restore "$dir/backup" --db "$other"
  expect 0 "the log is whole there" "$ashar" audit verify --db "$other"
  expect 0 "and back from PostgreSQL" "$ashar" backup "$dir/backup.pg" --db "$other"
  expect 0 "into SQLite" "$ashar" restore "$dir/backup.pg" --db "sqlite:$dir/d.db"
  psql "$ASHAR_TEST_PG" -qc "drop database cli_restore" >/dev/null 2>&1
else
  echo "skipped: PostgreSQL (ASHAR_TEST_PG)"
fi
mandoc -T utf8 docs/man/ashar.1 | sed 's|.\x08||g' | tr -s ' \n' ' ' >"$dir/manual"
while read -r name; do
  # shellcheck disable=SC2086
  "$ashar" $name --help >"$dir/out" 2>&1
  missing=
  grep -q -- " $name" "$dir/manual" || missing=$name
  case $name in tally | text) ;; *)
    for option in $(sed '/^settings/,$d' "$dir/out" | grep -oE -- '--[a-z][a-z-]+' | sort -u); do
      grep -q -- "$option" "$dir/manual" || missing="$missing $option"
    done ;;
  esac
  [ -z "$missing" ] && ok "the manual has $name with its options" || not_ok "the manual lacks $missing of $name"
done < <("$ashar" --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
for page in docs/man/*.1; do
  if mandoc -T utf8 "$page" >"$dir/out" 2>&1; then ok "$(basename "$page") is a manual page"; else not_ok "$page"; fi
done
exit $failed
