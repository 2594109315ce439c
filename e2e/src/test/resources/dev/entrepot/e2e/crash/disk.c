/*
 * Loaded into the server's process by LD_PRELOAD.
 *
 * CRASH_DATA    the data folder; nothing outside it is touched
 * CRASH_NAMES   a file, on a disk that keeps its power, to which is written
 *                 c PATH         a file or folder was made below DATA/blobs
 *                 b THREAD PATH  an fsync of that folder begins
 *                 e THREAD PATH  it has succeeded
 *               so that after a power cut the names whose folder was not synced can be taken away: POSIX allows
 *               a disk to lose them, although ext4 commits a new file's name with the file's own fsync
 * CRASH_MUTANT  file, folder or database: such an fsync does nothing and reports success
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char data[PATH_MAX];
static char blobs[PATH_MAX];
static const char *mutant = "";
static int names = -1;

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("CRASH_DATA");
    const char *file = getenv("CRASH_NAMES");
    const char *which = getenv("CRASH_MUTANT");
    if (folder == NULL || strlen(folder) > PATH_MAX - 16) {
        return;
    }
    snprintf(data, sizeof data, "%s/", folder);
    strcpy(blobs, data);
    strcat(blobs, "blobs");
    if (which != NULL) {
        mutant = which;
    }
    if (file != NULL) {
        names = (int) syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

static int is_below(const char *path, const char *folder) {
    return folder[0] != 0 && strncmp(path, folder, strlen(folder)) == 0;
}

/* DATA/blobs itself is a name in DATA, not below it. */
static int is_name_in_blobs(const char *path) {
    return is_below(path, blobs) && path[strlen(blobs)] == '/';
}

static void note(const char *kind, const char *path) {
    char line[PATH_MAX + 64];
    int length = kind[0] == 'c' ? snprintf(line, sizeof line, "c %s\n", path)
                                : snprintf(line, sizeof line, "%s %ld %s\n", kind, (long) gettid(), path);
    int before = errno;
    if (names >= 0 && length > 0 && write(names, line, (size_t) length) != length) {
        abort();
    }
    errno = before;
}

static int is_new(const char *path, int flags) {
    struct stat status;
    int before = errno;
    int answer = (flags & O_CREAT) != 0 && is_name_in_blobs(path) && lstat(path, &status) != 0;
    errno = before;
    return answer;
}

/* The mode stands in the variable arguments where the flags ask for one. */
#define MODE(flags, last, mode)                                          \
    mode_t mode = 0;                                                     \
    if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list rest;                                                    \
        va_start(rest, last);                                            \
        mode = (mode_t) va_arg(rest, int);                               \
        va_end(rest);                                                    \
    }

static int opened(int folder, const char *path, int flags, mode_t mode) {
    int fresh = is_new(path, flags);
    int file = (int) syscall(SYS_openat, folder, path, flags, mode);
    if (file >= 0 && fresh) {
        note("c", path);
    }
    return file;
}

int open(const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(folder, path, flags | O_LARGEFILE, mode);
}

int mkdir(const char *path, mode_t mode) {
    int answer = (int) syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (answer == 0 && is_name_in_blobs(path)) {
        note("c", path);
    }
    return answer;
}

static int synced(int file, long call) {
    char link[64];
    char path[PATH_MAX];
    struct stat status;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || fstat(file, &status) != 0) {
        return (int) syscall(call, file);
    }
    path[length] = 0;
    int in_blobs = is_below(path, blobs);
    int is_folder = S_ISDIR(status.st_mode);
    int in_database = !is_folder && !in_blobs && is_below(path, data);
    if ((is_folder && in_blobs && strcmp(mutant, "folder") == 0)
            || (!is_folder && in_blobs && strcmp(mutant, "file") == 0)
            || (in_database && strcmp(mutant, "database") == 0)) {
        return 0;
    }
    if (is_folder && in_blobs) {
        note("b", path);
    }
    int answer = (int) syscall(call, file);
    if (is_folder && in_blobs && answer == 0) {
        note("e", path);
    }
    return answer;
}

int fsync(int file) {
    return synced(file, SYS_fsync);
}

int fdatasync(int file) {
    return synced(file, SYS_fdatasync);
}
