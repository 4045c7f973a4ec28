package io.serai.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What this process has used so far: time, CPU, bytes handed to the operating system to write, bytes allocated by the
 * threads that live.
 */
record Usage(long nanos, long cpuNanos, long written, long allocated, long forces) {

    static Usage now(Subject subject) {
        long cpu = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
        return new Usage(System.nanoTime(), cpu, bytesWritten(), bytesAllocated(), subject.forces());
    }

    /** What was used since, per event. */
    Cell since(Usage start, long events) {
        double count = events;
        return new Cell(
                count * 1e9 / (nanos - start.nanos),
                (cpuNanos - start.cpuNanos) / 1e3 / count,
                (written - start.written) / count,
                (allocated - start.allocated) / count,
                (forces - start.forces) / count);
    }

    /** What one measurement showed, per second and per event. */
    record Cell(double rate, double cpuMicros, double written, double allocated, double forces) {}

    /** Bytes that stay in the heap when all garbage is gone. */
    static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long bytesWritten() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith("wchar: "))
                    .mapToLong(line -> Long.parseLong(line.substring(7)))
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private static long bytesAllocated() {
        if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads) {
            return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                    .filter(bytes -> bytes > 0)
                    .sum();
        }
        return 0;
    }
}
