package io.serai.hub;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The clock of a process, set ahead or back while it runs; what it measures by monotonic time stays. A library that is
 * loaded before the C library's own functions adds the offset; it is compiled by the test, which is skipped where there
 * is no C compiler.
 */
final class FakeClock {

    private static final String LIBRARY =
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static const volatile long *ahead;
            static int (*theirs)(clockid_t, struct timespec *);

            __attribute__((constructor)) static void begin(void) {
              int file = open(getenv("CLOCK_AHEAD"), O_RDONLY);
              void *map = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
              close(file);
              if (map == MAP_FAILED) abort();
              ahead = map;
            }

            int clock_gettime(clockid_t clock, struct timespec *now) {
              if (!theirs) theirs = dlsym(RTLD_NEXT, "clock_gettime");
              int result = theirs(clock, now);
              if (!result && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *ahead;
              return result;
            }

            int gettimeofday(struct timeval *restrict now, void *restrict zone) {
              struct timespec exact;
              int result = clock_gettime(CLOCK_REALTIME, &exact);
              now->tv_sec = exact.tv_sec;
              now->tv_usec = exact.tv_nsec / 1000;
              return result;
            }

            time_t time(time_t *now) {
              struct timespec exact;
              clock_gettime(CLOCK_REALTIME, &exact);
              if (now) *now = exact.tv_sec;
              return exact.tv_sec;
            }
            """;

    private final Path offset;
    private final Path library;

    private FakeClock(Path offset, Path library) {
        this.offset = offset;
        this.library = library;
    }

    static FakeClock in(Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("clock.c"), LIBRARY);
        FakeClock clock = new FakeClock(folder.resolve("clock.ahead"), folder.resolve("clock.so"));
        assumeTrue(compiles(source, clock.library), "skipped: there is no C compiler (cc) for Linux here");
        clock.set(Duration.ZERO);
        return clock;
    }

    private static boolean compiles(Path source, Path library) throws IOException {
        try {
            Process compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO()
                    .start();
            return compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0;
        } catch (IOException noCompiler) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    HubJar.Launch of(HubJar.Launch launch) {
        return launch.environment("LD_PRELOAD", library.toString()).environment("CLOCK_AHEAD", offset.toString());
    }

    /** From now on the clock is so far ahead of the machine's, or behind where negative. */
    void set(Duration ahead) throws IOException {
        ByteBuffer seconds =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, ahead.toSeconds());
        // in its place: the process has this very file mapped
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds, 0);
        }
    }
}
