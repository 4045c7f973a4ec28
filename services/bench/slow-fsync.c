/*
 * Makes each force to the device take longer: the disk of a laptop or a test machine answers from a cache, that of a
 * data centre does not.
 *
 *   gcc -shared -fPIC -o slow-fsync.so slow-fsync.c -ldl
 *   LD_PRELOAD=$PWD/slow-fsync.so FSYNC_DELAY_US=1000 java -Xmx4g -jar target/serai-bench.jar throughput \
 *       --durability fsync --publishers 1,64
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void delay(void) {
    const char *micros = getenv("FSYNC_DELAY_US");
    if (micros != NULL) {
        usleep((useconds_t) atoi(micros));
    }
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    delay();
    return real(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    delay();
    return real(file);
}
