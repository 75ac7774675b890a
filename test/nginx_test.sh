#!/bin/bash
# The shipped nginx configuration in front of the real program, on loopback: syntax, TLS, HTTP/2, headers, limits, a live page that
# is not held back, a trickling client that is cut, ambiguous requests that are refused. Only paths, ports and the first deadline are replaced.
#
#   test/nginx_test.sh PATH_OF_ASHAR         77 (skipped) where nginx, openssl or curl are missing
set -uo pipefail
ashar=$1
conf=$(cd "$(dirname "$0")/.." && pwd)/packaging/nginx/ashar.conf
for tool in nginx openssl curl; do
  command -v $tool >/dev/null || { echo "[  SKIPPED ] nginx: $tool is not installed"; exit 77; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/ashar-nginx-XXXXXX")
chmod 711 "$work"
pids=()
finish() {
  for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
failures=0 checks=0
check() { # what, condition…
  local what=$1; shift
  checks=$((checks + 1))
  if "$@"; then echo "[       OK ] $what"; else echo "[  FAILED  ] $what"; failures=$((failures + 1)); fi
}
until_true() { for _ in $(seq 200); do "$@" && return 0; sleep 0.05; done; return 1; }

plain=$((20000 + RANDOM % 20000)) tls=$((plain + 1))
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
{
  [ "$(id -u)" = 0 ] && echo "user root;" # the socket is its owner's and its group's
  echo "pid $work/pid; error_log $work/error.log; daemon off; worker_processes 1; events { worker_connections 512; }"
  echo "http { access_log off; client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;"
  echo "uwsgi_temp_path $work/u; scgi_temp_path $work/s;"
  sed -e "s#unix:/run/ashar/http.sock#unix:$work/http.sock#" -e '/listen \[::\]/d' \
    -e "s#listen 80;#listen 127.0.0.1:$plain;#" -e "s#listen 443 #listen 127.0.0.1:$tls #" \
    -e "s#/etc/letsencrypt/live/ashar.example.kg/fullchain.pem#$work/cert.pem#" \
    -e "s#/etc/letsencrypt/live/ashar.example.kg/privkey.pem#$work/key.pem#" \
    -e 's/client_header_timeout 10s/client_header_timeout 1s/' "$conf"
  echo "}"
} >"$work/nginx.conf"
check "nginx takes the configuration" nginx -t -q -p "$work" -c "$work/nginx.conf"
[ $failures = 0 ] || exit 1

"$ashar" demo --db "sqlite:$work/a.db" >/dev/null || { echo "no demonstration database"; exit 1; }
# A build with the leak checker traces itself at the end, which the system call filter forbids.
ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" "$ashar" serve --db "sqlite:$work/a.db" --listen "unix:$work/http.sock" --trust-proxy yes --base-url "https://localhost" 2>"$work/log" &
pids+=($!)
until_true test -S "$work/http.sock" || { echo "the server did not start:"; cat "$work/log"; exit 1; }
nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
up() { curl -fsk "https://127.0.0.1:$tls/healthz" -o /dev/null; }
until_true up || { echo "nginx did not start:"; cat "$work/error.log"; exit 1; }

get() { curl -sk --max-time 10 "$@"; }
https="https://127.0.0.1:$tls"
check "http/2 is spoken" test "$(get --http2 -o /dev/null -w '%{http_version}' "$https/ky/")" = 2
check "plain HTTP leads to TLS" test "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$plain/ky/")" = 301
get -D "$work/head" -o "$work/page" "$https/ky/"
check "the front page comes" grep -q '<html lang="ky">' "$work/page"
check "strict transport security is told" grep -qi '^strict-transport-security:' "$work/head"
check "one policy, not two" test "$(grep -ci '^content-security-policy:' "$work/head")" = 1
check "nginx does not tell its version" sh -c "! grep -qi '^server: nginx/' '$work/head'"
check "figures are not for outside" test "$(get --interface 127.0.0.2 -o /dev/null -w '%{http_code}' "$https/metrics")" = 403
check "figures are there for the machine itself" test "$(get -o /dev/null -w '%{http_code}' "$https/metrics")" = 200
get -H 'Accept-Encoding: br' -D "$work/head" -o /dev/null "$https/ky/"
check "brotli passes through" grep -qi '^content-encoding: br' "$work/head"
get -D "$work/head" -o /dev/null "$https/ky/login"
check "cookies are for TLS only" sh -c "grep -i '^set-cookie:' '$work/head' | grep -q 'Secure'"
check "a claimed proxy header does not pass" test "$(get -H 'X-Forwarded-Proto: http' -D - -o /dev/null "$https/ky/" | grep -ci '^strict-transport')" = 1
check "a merged path is not merged" test "$(get -o /dev/null -w '%{http_code}' "$https//ky/")" = 400

# A live page: what one resident writes reaches who follows as it is written, not when a buffer is full.
talk="$https/ky/41702210896000/plan/2"
form() { get -b "$work/jar" -c "$work/jar" "$1" | grep -o 'name="csrf" value="[^"]*"\|name="once" value="[^"]*"' | tail -2 | sed 's/name="\(.*\)" value="\(.*\)"/\1=\2/' | paste -sd'&'; }
hidden=$(form "$https/ky/login")
check "a resident signs in" test "$(get -b "$work/jar" -c "$work/jar" -o /dev/null -w '%{http_code}' -d "$hidden" -d login=jaran@tor.example -d password=ashar-demo "$https/ky/login")" = 303
hidden=$(form "$talk/discussion")
since=$(get "$talk/discussion" | grep -o 'live?since=[0-9]*' | head -1)
curl -skN --http2 -D "$work/stream.head" "$talk/$since" >"$work/stream" &
pids+=($!)
streaming() { grep -qi '^content-type: text/event-stream' "$work/stream.head" 2>/dev/null; }
check "a live page is a stream" until_true streaming
before=$(grep -c '^data:' "$work/stream")
began=$(date +%s%N)
check "a resident writes" test "$(get -b "$work/jar" -o /dev/null -w '%{http_code}' -d "$hidden" -d shown=name --data-urlencode 'words=Жыйын кечинде болсун' "$talk/comments")" = 303
arrived() { [ "$(grep -c '^data:' "$work/stream")" -gt "$before" ]; }
until_true arrived
took=$((($(date +%s%N) - began) / 1000000))
check "who follows hears of it within a second of the writing (after $took ms)" eval 'arrived && [ $took -lt 1000 ]'

raw() { printf "$1" | openssl s_client -quiet -connect "127.0.0.1:$tls" 2>/dev/null | head -1; }
check "two lengths are refused" grep -q ' 400 ' <<<"$(raw 'POST /ky/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd')"
check "length and chunks are refused" grep -q ' 400 ' <<<"$(raw 'POST /ky/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')"
check "chunks alone arrive with a length" test "$(printf 'login=x' | get -X POST -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/x-www-form-urlencoded' --data-binary @- -o /dev/null -w '%{http_code}' "$https/ky/login")" = 403

head -c 3000000 /dev/zero >"$work/large"
code=$(get -o "$work/page" -w '%{http_code}' -F "scan=@$work/large" "$https/ky/login")
check "a body above the form's limit is told so" test "$code" = 413
check "by a page of ours" grep -q '<html lang="ky">' "$work/page"

# A client that sends a byte now and then never gets its head done: it must be cut within the deadline (1 s here) and not later.
exec 3<>"/dev/tcp/127.0.0.1/$plain"
printf 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ' >&3
began=$(date +%s%N) cut=no
trap '' PIPE
for _ in $(seq 60); do
  printf x >&3 2>/dev/null || { cut=yes; break; }
  if read -r -t 0.2 -u 3 _ 2>/dev/null; then cut=yes; break; elif [ $? -le 128 ]; then cut=yes; break; fi
done
exec 3>&-
took=$((($(date +%s%N) - began) / 1000000))
check "a trickling client is cut (after $took ms)" test $cut = yes -a $took -lt 6000
check "others are served meanwhile" test "$(get -o /dev/null -w '%{http_code}' "$https/ky/")" = 200

kill -TERM "${pids[0]}"
wait "${pids[0]}"
check "the server ends cleanly" test $? = 0
check "and takes its socket away" test ! -e "$work/http.sock"
[ $failures = 0 ]
