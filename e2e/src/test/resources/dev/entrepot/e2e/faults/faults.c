/*
 * Loaded into the server's process by LD_PRELOAD: makes one call on a file below DATA (or below a second folder) fail.
 *
 * FAULTS_DATA     the data folder
 * FAULTS_OUT      another folder, such as that of a backup
 * FAULTS_CONTROL  a file of 64 numbers, mapped by both sides:
 *                   [0]  the place whose calls fail; 0 while nothing does
 *                   [1]  which call there, counted from 1, is the first that fails
 *                   [2]  how: an errno, or -1 for a write of half of the bytes
 *                   [3]  how many calls in a row fail
 *                   [4]  how many have failed
 *                   [8 + place]  how many calls there were at a place
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
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, BLOB_OPEN, BLOB_WRITE, BLOB_SYNC, FOLDER_SYNC, BLOB_UNLINK, BLOB_CUT, DATABASE_WRITE, DATABASE_SYNC,
       DATABASE_CUT, OUT_OPEN, OUT_WRITE, OUT_SYNC, PLACES };

static char data[PATH_MAX];
static char blobs[PATH_MAX];
static char out[PATH_MAX];
static volatile int *control;

static void folder(char *to, const char *variable, const char *more) {
    const char *path = getenv(variable);
    if (path != NULL && strlen(path) < PATH_MAX - 16) {
        snprintf(to, PATH_MAX, "%s%s/", path, more);
    }
}

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("FAULTS_CONTROL");
    folder(data, "FAULTS_DATA", "");
    folder(blobs, "FAULTS_DATA", "/blobs");
    folder(out, "FAULTS_OUT", "");
    int opened = file == NULL ? -1 : (int) syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
    if (opened >= 0) {
        void *mapped = mmap(NULL, 256, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
        control = mapped == MAP_FAILED ? NULL : mapped;
        close(opened);
    }
}

static int below(const char *path, const char *root) {
    return root[0] != 0 && strncmp(path, root, strlen(root)) == 0;
}

static int place(const char *path, int in_blobs, int in_database, int in_out) {
    return below(path, blobs) ? in_blobs : below(path, data) ? in_database : below(path, out) ? in_out : NONE;
}

static int place_of(int file, int in_blobs, int folder_in_blobs, int in_database, int in_out) {
    char link[64];
    char path[PATH_MAX];
    struct stat status;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 2);
    int found = NONE;
    if (length > 0 && path[0] == '/' && fstat(file, &status) == 0) {
        path[length] = S_ISDIR(status.st_mode) ? '/' : 0;
        path[length + 1] = 0;
        found = S_ISDIR(status.st_mode) && below(path, blobs) ? folder_in_blobs
                                                              : place(path, in_blobs, in_database, in_out);
    }
    errno = before;
    return found;
}

/* 0 when the call is to go on, otherwise how it fails. */
static int verdict(int at) {
    if (control == NULL || at == NONE) {
        return 0;
    }
    int number = __sync_add_and_fetch(&control[8 + at], 1);
    if (control[0] != at || number < control[1] || number >= control[1] + control[3]) {
        return 0;
    }
    __sync_add_and_fetch(&control[4], 1);
    return control[2];
}

/* Reading the name of a file costs; while nobody listens, calls go straight on. */
static int listening(void) {
    return control != NULL && control[0] != 0;
}

static ssize_t written(int file, const void *bytes, size_t length, off_t offset, int at_offset) {
    int how = listening() ? verdict(place_of(file, BLOB_WRITE, NONE, DATABASE_WRITE, OUT_WRITE)) : 0;
    if (how > 0) {
        errno = how;
        return -1;
    }
    size_t part = how < 0 && length > 1 ? length / 2 : length;
    return at_offset ? syscall(SYS_pwrite64, file, bytes, part, offset) : syscall(SYS_write, file, bytes, part);
}

ssize_t write(int file, const void *bytes, size_t length) {
    return written(file, bytes, length, 0, 0);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
    return written(file, bytes, length, offset, 1);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) {
    return written(file, bytes, length, offset, 1);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    int how = listening() ? verdict(place_of(file, BLOB_WRITE, NONE, DATABASE_WRITE, OUT_WRITE)) : 0;
    if (how > 0) {
        errno = how;
        return -1;
    }
    if (how < 0 && count > 0 && parts[0].iov_len > 1) {
        return syscall(SYS_write, file, parts[0].iov_base, parts[0].iov_len / 2);
    }
    return syscall(SYS_writev, file, parts, count);
}

static int synced(int file, long call) {
    int how = listening() ? verdict(place_of(file, BLOB_SYNC, FOLDER_SYNC, DATABASE_SYNC, OUT_SYNC)) : 0;
    if (how > 0) {
        errno = how;
        return -1;
    }
    return (int) syscall(call, file);
}

int fsync(int file) {
    return synced(file, SYS_fsync);
}

int fdatasync(int file) {
    return synced(file, SYS_fdatasync);
}

static int cut(int file, off64_t length) {
    int how = listening() ? verdict(place_of(file, BLOB_CUT, NONE, DATABASE_CUT, NONE)) : 0;
    if (how > 0) {
        errno = how;
        return -1;
    }
    return (int) syscall(SYS_ftruncate, file, length);
}

int ftruncate(int file, off_t length) {
    return cut(file, length);
}

int ftruncate64(int file, off64_t length) {
    return cut(file, length);
}

static int removed(const char *path) {
    int how = listening() ? verdict(place(path, BLOB_UNLINK, NONE, NONE)) : 0;
    if (how > 0) {
        errno = how;
        return -1;
    }
    return (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int unlink(const char *path) {
    return removed(path);
}

/* The mode stands in the variable arguments where the flags ask for one. */
#define MODE(flags, last, mode)                                           \
    mode_t mode = 0;                                                      \
    if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list rest;                                                     \
        va_start(rest, last);                                             \
        mode = (mode_t) va_arg(rest, int);                                \
        va_end(rest);                                                     \
    }

static int opened(int at, const char *path, int flags, mode_t mode) {
    int how = listening() && (flags & O_CREAT) != 0 ? verdict(place(path, BLOB_OPEN, NONE, OUT_OPEN)) : 0;
    if (how > 0) {
        errno = how;
        return -1;
    }
    return (int) syscall(SYS_openat, at, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int at, const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
    MODE(flags, flags, mode)
    return opened(at, path, flags | O_LARGEFILE, mode);
}
