/* Types by content. See sniff.h. The signatures are facts of the formats: ISO 32000 (PDF), ISO/IEC
 * 10918 (JPEG), ISO/IEC 15948 (PNG), the WebP container, PKWARE's APPNOTE (ZIP), ECMA-376 (DOCX,
 * XLSX), OASIS ODF 1.2 part 3 (ODT, ODS). */
#include "document/sniff.h"

#include <string.h>

static const struct known {
    const char *label, *media, *ending;
    bool is_inline;
} known[FILE_TYPE_COUNT] = {
    [FILE_PDF] = {"PDF", "application/pdf", "pdf", false},
    [FILE_JPEG] = {"JPEG", "image/jpeg", "jpg", true},
    [FILE_PNG] = {"PNG", "image/png", "png", true},
    [FILE_WEBP] = {"WebP", "image/webp", "webp", true},
    [FILE_DOCX] = {"DOCX",
                   "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                   "docx", false},
    [FILE_XLSX] = {"XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   "xlsx", false},
    [FILE_ODT] = {"ODT", "application/vnd.oasis.opendocument.text", "odt", false},
    [FILE_ODS] = {"ODS", "application/vnd.oasis.opendocument.spreadsheet", "ods", false},
    [FILE_CSV] = {"CSV", "text/csv", "csv", false},
    [FILE_TXT] = {"TXT", "text/plain", "txt", false},
    [FILE_HTML] = {"HTML", NULL, "html", false},
    [FILE_XML] = {"XML", NULL, "xml", false},
    [FILE_PROGRAM] = {"EXE", NULL, "exe", false},
    [FILE_OLE] = {"DOC/XLS", NULL, "doc", false},
    [FILE_MACROS] = {"DOCM/XLSM", NULL, "docm", false},
    [FILE_ZIP] = {"ZIP", NULL, "zip", false},
    [FILE_RAR] = {"RAR/7Z/GZ", NULL, "rar", false},
    [FILE_GIF] = {"GIF", NULL, "gif", false},
    [FILE_TIFF] = {"TIFF", NULL, "tif", false},
    [FILE_HEIC] = {"HEIC", NULL, "heic", false},
    [FILE_VIDEO] = {"MP4/AVI/MP3", NULL, "mp4", false},
    [FILE_RTF] = {"RTF", NULL, "rtf", false},
    [FILE_UNKNOWN] = {"?", NULL, "", false},
};

const char *file_type_label(enum file_type t)
{
    return known[t].label;
}

const char *file_type_media(enum file_type t)
{
    return known[t].media;
}

const char *file_type_ending(enum file_type t)
{
    return known[t].ending;
}

bool file_type_inline(enum file_type t)
{
    return known[t].is_inline;
}

enum file_type file_type_of_media(struct str media)
{
    for (int t = 0; t < FILE_ACCEPTED_COUNT; t++)
        if (str_eq(media, str_of(known[t].media)))
            return (enum file_type)t;
    return FILE_UNKNOWN;
}

enum file_type file_type_of_name(struct str filename, bool *has_ending)
{
    size_t dot = filename.n;

    while (dot && filename.p[dot - 1] != '.')
        dot--;
    struct str ending = str_sub(filename, dot, filename.n);
    *has_ending =
        dot > 1 && ending.n > 0 && ending.n <= 5 && str_find(ending, STR(" "), 0) == SIZE_MAX;
    if (!*has_ending)
        return FILE_UNKNOWN;
    if (str_eq_nocase(ending, STR("jpeg")) || str_eq_nocase(ending, STR("jpe")))
        return FILE_JPEG;
    for (int t = 0; t < FILE_ACCEPTED_COUNT; t++)
        if (str_eq_nocase(ending, str_of(known[t].ending)))
            return (enum file_type)t;
    return FILE_UNKNOWN;
}

/* -- signatures -- */

struct magic {
    size_t at, n;
    const char *bytes;
    enum file_type type;
};

static const struct magic magics[] = {
    {0, 5, "%PDF-", FILE_PDF},
    {0, 3, "\xff\xd8\xff", FILE_JPEG},
    {0, 16, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FILE_PNG},
    {0, 2, "MZ", FILE_PROGRAM},
    {0, 4,
     "\x7f"
     "ELF",
     FILE_PROGRAM},
    {0, 4, "\xca\xfe\xba\xbe", FILE_PROGRAM},
    {0, 4, "\xcf\xfa\xed\xfe", FILE_PROGRAM},
    {0, 2, "#!", FILE_PROGRAM},
    {0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FILE_OLE},
    {0, 4, "Rar!", FILE_RAR},
    {0, 6, "7z\xbc\xaf\x27\x1c", FILE_RAR},
    {0, 2, "\x1f\x8b", FILE_RAR},
    {0, 3, "BZh", FILE_RAR},
    {0, 6,
     "\xfd"
     "7zXZ\0",
     FILE_RAR},
    {0, 4, "GIF8", FILE_GIF},
    {0, 4, "II*\0", FILE_TIFF},
    {0, 4, "MM\0*", FILE_TIFF},
    {4, 8, "ftypheic", FILE_HEIC},
    {4, 8, "ftypmif1", FILE_HEIC},
    {4, 4, "ftyp", FILE_VIDEO},
    {0, 3, "ID3", FILE_VIDEO},
    {0, 4, "OggS", FILE_VIDEO},
    {0, 4, "\x1a\x45\xdf\xa3", FILE_VIDEO},
    {0, 5, "{\\rtf", FILE_RTF},
};

static bool holds(struct str s, size_t at, const char *bytes, size_t n)
{
    return s.n >= at && s.n - at >= n && memcmp(s.p + at, bytes, n) == 0;
}

/* -- ZIP: the names in its central directory -- */

static size_t le(struct str s, size_t at, int bytes)
{
    size_t v = 0;

    for (int i = bytes; i-- > 0;)
        v = v << 8 | (unsigned char)s.p[at + (size_t)i];
    return v;
}

/* Offset of the end-of-central-directory record, searched from the end (its comment may be 65,535
 * bytes). */
static size_t zip_end(struct str s)
{
    size_t least = s.n > 65557 ? s.n - 65557 : 0;

    for (size_t at = s.n < 22 ? 0 : s.n - 21; at-- > least;)
        if (holds(s, at, "PK\5\6", 4) && at + 22 + le(s, at + 20, 2) == s.n)
            return at;
    return SIZE_MAX;
}

struct zip_names {
    bool types, word, excel, macros;
};

static void note_name(struct zip_names *z, struct str name)
{
    z->types |= str_eq(name, STR("[Content_Types].xml"));
    z->word |= str_eq(name, STR("word/document.xml"));
    z->excel |= str_eq(name, STR("xl/workbook.xml"));
    z->macros |= str_ends(name, STR("vbaProject.bin")) || str_starts(name, STR("Basic/")) ||
                 str_starts(name, STR("Scripts/"));
}

/* False: the directory does not hold together. */
static bool read_directory(struct str s, struct zip_names *z)
{
    size_t end = zip_end(s);

    if (end == SIZE_MAX)
        return false;
    size_t count = le(s, end + 10, 2), size = le(s, end + 12, 4), at = le(s, end + 16, 4);
    if (at > end || size != end - at || count == 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!holds(s, at, "PK\1\2", 4) || end - at < 46)
            return false;
        size_t name = le(s, at + 28, 2), extra = le(s, at + 30, 2), comment = le(s, at + 32, 2);
        if (end - at - 46 < name + extra + comment)
            return false;
        note_name(z, str_sub(s, at + 46, name));
        at += 46 + name + extra + comment;
    }
    return at == end;
}

/* ODF puts an uncompressed entry "mimetype" first: its bytes lie at a fixed place. */
static enum file_type odf_type(struct str s)
{
    static const struct {
        const char *type;
        enum file_type is;
    } types[] = {{"application/vnd.oasis.opendocument.text", FILE_ODT},
                 {"application/vnd.oasis.opendocument.spreadsheet", FILE_ODS}};

    if (!holds(s, 30, "mimetype", 8) || le(s, 26, 2) != 8 || le(s, 28, 2) != 0 || le(s, 8, 2) != 0)
        return FILE_ZIP;
    size_t n = le(s, 18, 4);
    for (size_t i = 0; i < 2; i++)
        if (n == strlen(types[i].type) && holds(s, 38, types[i].type, n))
            return types[i].is;
    return FILE_ZIP;
}

static enum file_type zip_type(struct str s)
{
    struct zip_names z = {0};
    bool whole = read_directory(s, &z);

    if (!whole)
        return FILE_ZIP;
    if (z.macros)
        return FILE_MACROS;
    if (z.types && z.word != z.excel)
        return z.word ? FILE_DOCX : FILE_XLSX;
    return odf_type(s);
}

/* -- text -- */

static bool starts_markup(struct str s, const char *tag)
{
    return str_eq_nocase(str_sub(s, 0, strlen(tag)), str_of(tag));
}

static enum file_type markup_type(struct str s)
{
    static const char *const html[] = {
        "<!doctype html", "<html",  "<head", "<body", "<script", "<iframe", "<img", "<style",
        "<form",          "<table", "<div",  "<a ",   "<meta",   "<link",   "<h1",  "<p>"};
    static const char *const xml[] = {"<?xml", "<svg", "<!doctype", "<!--"};

    if (str_starts(s, STR("\xef\xbb\xbf")))
        s = str_sub(s, 3, s.n);
    s = str_trim(s);
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        if (starts_markup(s, html[i]))
            return FILE_HTML;
    for (size_t i = 0; i < sizeof xml / sizeof *xml; i++)
        if (starts_markup(s, xml[i]))
            return FILE_XML;
    return FILE_TXT;
}

/* Windows-1251 has a letter at nearly every byte, so nearly anything looks like it: what is asked
 * for is text, i.e. no control characters and, of the bytes above 127, mostly letters. */
static bool looks_cp1251(struct str s)
{
    size_t high = 0, letters = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 128)
            continue;
        if (c == 0x98)
            return false; /* the one byte without a meaning */
        high++;
        letters +=
            c >= 0xc0 || c == 0xa8 || c == 0xb8 || c == 0xaa || c == 0xba || c == 0xaf || c == 0xbf;
    }
    return letters * 10 >= high * 8;
}

static enum file_type text_type(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f)
            return FILE_UNKNOWN;
    }
    if (!str_utf8_valid(s) && !looks_cp1251(s))
        return FILE_UNKNOWN;
    return markup_type(s);
}

enum file_type sniff(struct str s)
{
    if (s.n == 0)
        return FILE_UNKNOWN;
    if (holds(s, 0, "PK\3\4", 4) || holds(s, 0, "PK\5\6", 4))
        return zip_type(s);
    if (holds(s, 0, "RIFF", 4) && s.n >= 16)
        return holds(s, 8, "WEBPVP8", 7) ? FILE_WEBP : FILE_VIDEO;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (holds(s, magics[i].at, magics[i].bytes, magics[i].n))
            return magics[i].type;
    return text_type(s);
}
