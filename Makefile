# For fingers that type make. The work is done by the scripts and meson.
.PHONY: all run check bench format
all:
	script/build
run:
	script/run
check:
	script/check
bench:
	script/bench
format:
	git ls-files '*.c' '*.h' | xargs clang-format -i
