#!/bin/bash
# The shipped nginx configuration in front of the real program, on loopback: syntax, TLS, HTTP/2, headers, limits, a live page that
# is not held back, a trickling client that is cut, ambiguous requests that are refused, nginx's own refusals in three languages.
# Only paths and ports are replaced; of a second nginx the rate and the patience with the program, of a third the first deadline.
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
until_true() { for _ in $(seq 1200); do "$@" && return 0; sleep 0.05; done; return 1; }

plain=$((20100 + RANDOM % 2000 * 6)) tls=$((plain + 1)) strict=$((plain + 2)) short=$((plain + 4))
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
configure() { # name, ports, further replacements…
  local name=$1 http=$2 https=$3; shift 3
  mkdir "$work/$name"
  [ "$(id -u)" = 0 ] && echo "user root;" # the socket is its owner's and its group's
  echo "pid $work/$name/pid; error_log $work/$name/error.log; daemon off; worker_processes 1; events { worker_connections 512; }"
  echo "http { access_log off; client_body_temp_path $work/$name/b; proxy_temp_path $work/$name/p; fastcgi_temp_path $work/$name/f;"
  echo "uwsgi_temp_path $work/$name/u; scgi_temp_path $work/$name/s;"
  sed -e "s#unix:/run/ashar/http.sock#unix:$work/http.sock#" -e '/listen \[::\]/d' \
    -e "s#listen 80;#listen 127.0.0.1:$http;#" -e "s#listen 443 #listen 127.0.0.1:$https #" \
    -e "s#/etc/letsencrypt/live/ashar.example.kg/fullchain.pem#$work/cert.pem#" \
    -e "s#/etc/letsencrypt/live/ashar.example.kg/privkey.pem#$work/key.pem#" \
    -e "s#/etc/nginx/ashar-refused.html#$(dirname "$conf")/refused.html#" "$@" "$conf"
  echo "}"
}
configure usual $plain $tls >"$work/nginx.conf"
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
until_true up || { echo "nginx did not start:"; cat "$work/usual/error.log"; exit 1; }

get() { curl -sk --max-time 60 "$@"; }
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
check "a resident writes" test "$(get -b "$work/jar" -o /dev/null -w '%{http_code}' -d "$hidden" -d shown=name --data-urlencode 'words=Жыйын кечинде болсун' "$talk/comments")" = 303
# Held back, it would wait for a full buffer or for the end of the stream; how fast it comes is measured in bench/.
arrived() { [ "$(grep -c '^data:' "$work/stream")" -gt "$before" ]; }
check "who follows hears of it while the stream goes on" until_true arrived
check "which has not ended" kill -0 "${pids[-1]}"

raw() { printf "$1" | openssl s_client -quiet -connect "127.0.0.1:$tls" 2>/dev/null | head -1; }
check "two lengths are refused" grep -q ' 400 ' <<<"$(raw 'POST /ky/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd')"
check "length and chunks are refused" grep -q ' 400 ' <<<"$(raw 'POST /ky/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')"
check "chunks alone arrive with a length" test "$(printf 'login=x' | get -X POST -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/x-www-form-urlencoded' --data-binary @- -o /dev/null -w '%{http_code}' "$https/ky/login")" = 403

head -c 3000000 /dev/zero >"$work/large"
code=$(get -o "$work/page" -w '%{http_code}' -F "scan=@$work/large" "$https/ky/login")
check "a body above the form's limit is told so" test "$code" = 413
check "by a page of ours" grep -q '<html lang="ky">' "$work/page"

# What nginx refuses by itself it says in the house's words, in the language of the address, else of the browser.
said() { # status, title, options of curl…
  local status=$1 title=$2; shift 2
  test "$(get -o "$work/page" -w '%{http_code}' "$@")" = "$status" && grep -q "<h1>$title</h1>" "$work/page" && ! grep -qi 'nginx\|<!--#' "$work/page"
}
# The length alone is refused: nothing of the body need be sent.
check "too large for nginx, in Kyrgyz" said 413 'Өтө чоң' --http1.1 -X POST -H 'Content-Length: 99999999' "$https/ky/login"
check "in Russian" said 413 'Слишком большой объём' --http1.1 -X POST -H 'Content-Length: 99999999' "$https/ru/login"
check "in English, the browser's wish" said 413 'Too large' --http1.1 -X POST -H 'Accept-Language: en-GB,en' -H 'Content-Length: 99999999' "$https/login"
check "with its language" grep -q '<html lang="en">' "$work/page"
check "and its look" grep -q '^h1 {' "$work/page"
long=$(printf 'a%.0s' $(seq 9000))
check "an address too long reaches the program, which says it in the reader's language" said 414 'Адрес слишком длинный' "$https/ru/$long"
check "one too long for nginx, too" said 414 'Дарек өтө узун' --http1.1 "$https/ru/$long$long"
check "cookies too large for nginx" said 431 'Слишком большой запрос' --http1.1 -H "Cookie: a=$long$long" "$https/ru/"
check "the pages are nobody's address" test "$(get -o /dev/null -w '%{http_code}' "$https/refused/large")" = 404
for part in large long head many away slow odd; do
  check "'$part' is said in each language" test "$(grep -cE "ashar_page = (ky|ru|en)-$part\"" "$(dirname "$conf")/refused.html")" = 3
done

# A client that sends a byte now and then never gets its head done: it is cut at the deadline (1 s here), though it goes on for a minute.
mkdir "$work/third"
configure short $short $((plain + 5)) -e 's/client_header_timeout 10s/client_header_timeout 1s/' >"$work/short.conf"
nginx -p "$work/third" -c "$work/short.conf" 2>/dev/null &
pids+=($!)
until_true bash -c ": </dev/tcp/127.0.0.1/$short" 2>/dev/null
exec 3<>"/dev/tcp/127.0.0.1/$short"
printf 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ' >&3
cut=no
trap '' PIPE
for _ in $(seq 300); do
  printf x >&3 2>/dev/null || { cut=yes; break; }
  if read -r -t 0.2 -u 3 _ 2>/dev/null; then cut=yes; break; elif [ $? -le 128 ]; then cut=yes; break; fi
done
exec 3>&-
check "a trickling client is cut" test $cut = yes
check "others are served meanwhile" test "$(get -o /dev/null -w '%{http_code}' "$https/ky/")" = 200

mkdir "$work/second"
configure strict $((plain + 3)) $strict -e 's/rate=60r/rate=1r/; s#rate=1r/s#rate=1r/m#; s/burst=300/burst=2/; s/proxy_read_timeout 60s/proxy_read_timeout 1s/' >"$work/strict.conf"
nginx -p "$work/second" -c "$work/strict.conf" 2>/dev/null &
pids+=($!)
until_true bash -c ": </dev/tcp/127.0.0.1/$strict" 2>/dev/null
kill -STOP "${pids[0]}"
check "no answer in time" said 504 'Ответ задерживается' "https://127.0.0.1:$strict/ru/?q=nothing-kept"
kill -CONT "${pids[0]}"
for _ in $(seq 9); do get -o /dev/null "https://127.0.0.1:$strict/en/"; done
check "too many requests" said 429 'Please wait a little' "https://127.0.0.1:$strict/en/"

kill -TERM "${pids[0]}"
wait "${pids[0]}"
check "the server ends cleanly" test $? = 0
check "and takes its socket away" test ! -e "$work/http.sock"
check "while the program is away, in Kyrgyz" said 502 'Сайт азыр жооп бербей жатат' "$https/ky/"
check "in Russian" said 502 'Сайт сейчас не отвечает' -d x=1 "$https/ru/login"
check "in English" said 502 'The site does not answer now' "$https/en/"
check "kept nowhere" grep -qi '^cache-control: no-store' <(get -D - -o /dev/null "$https/en/")
[ $failures = 0 ]
