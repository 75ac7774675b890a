/* Runs a fuzz target without libFuzzer: over the files of the directories named, and over small
 * inputs of its own, so that a target without a corpus still runs. A directory that does not exist
 * holds nothing. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t runs;

static void run(const uint8_t *data, size_t size)
{
    /* In a piece of its own, so that a read past the end is seen. */
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        exit(1);
    for (size_t i = 0; i < size; i++)
        copy[i] = data[i];
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    runs++;
}

static void run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t n = 0, size = 0, got;
    uint8_t *data = NULL;

    if (!f) {
        perror(path);
        exit(1);
    }
    do {
        if (size - n < 65536) {
            size = size * 2 + 65536;
            data = realloc(data, size);
            if (!data)
                exit(1);
        }
        got = fread(data + n, 1, size - n, f);
        n += got;
    } while (got > 0);
    fclose(f);
    fprintf(stderr, "%s\n", path); /* the last one printed is the one that crashed */
    run(data, n);
    free(data);
}

static void run_folder(const char *path)
{
    DIR *d = opendir(path);
    char name[4096];

    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        run_file(name);
    }
    closedir(d);
}

static void run_small_inputs(void)
{
    static const char *const pieces[] = {"<",    "\"",   "'",        "&",    ":", "/", "\\", "\n",
                                         "\r\n", ",",    ";",        "{",    "}", "[", "]",  "=",
                                         "%",    "\xc3", "\xd2\xaf", "\xff", "a", "0", "-1", " "};
    const size_t n = sizeof pieces / sizeof *pieces;
    uint8_t byte[64] = {0};

    run(byte, 0);
    for (int c = 0; c < 256; c++) {
        byte[0] = (uint8_t)c;
        run(byte, 1);
    }
    for (size_t i = 0; i < n * n * n; i++) {
        int length = snprintf((char *)byte, sizeof byte, "%s%s%s", pieces[i % n], pieces[i / n % n],
                              pieces[i / n / n]);
        run(byte, (size_t)length);
    }
}

int main(int argc, char **argv)
{
    run_small_inputs();
    for (int i = 1; i < argc; i++)
        run_folder(argv[i]);
    fprintf(stderr, "%zu inputs\n", runs);
    return 0;
}
