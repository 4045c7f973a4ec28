package io.serai.bench.chaos.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Writes a history, from any number of threads; what a killed process has not written is less than the last second.
 *
 * <p>The lines are in order of their times: {@link #write} reads the clock and writes in one.
 */
public final class HistoryWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final OutputStream out;
    private final long began = System.nanoTime();
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "history");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    private HistoryWriter(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
        flusher.scheduleWithFixedDelay(this::flush, 1, 1, TimeUnit.SECONDS);
    }

    /** Begins a new history with its {@link Entry.RunBegan}; the file must not be there. */
    public static HistoryWriter begin(Path file, long seed, Map<String, String> settings) {
        try {
            OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER);
            HistoryWriter writer = new HistoryWriter(file, out);
            writer.write(at -> new Entry.RunBegan(at, Instant.now(), seed, Map.copyOf(settings)));
            return writer;
        } catch (IOException failed) {
            throw new HistoryException(file, "cannot be written: " + failed, failed);
        }
    }

    /** Nanoseconds since the run began. */
    public long now() {
        return System.nanoTime() - began;
    }

    /** Writes what is made of the time of now. After {@link #close} nothing is written any more. */
    public synchronized void write(LongFunction<? extends Entry> entry) {
        if (closed) {
            return;
        }
        try {
            out.write(Json.WRITER.writeValueAsBytes(entry.apply(now())));
            out.write('\n');
        } catch (IOException failed) {
            throw new HistoryException(file, "cannot be written: " + failed, failed);
        }
    }

    private synchronized void flush() {
        try {
            out.flush();
        } catch (IOException failed) {
            throw new HistoryException(file, "cannot be written: " + failed, failed);
        }
    }

    @Override
    public void close() {
        flusher.shutdownNow();
        synchronized (this) {
            closed = true;
            try {
                out.close();
            } catch (IOException failed) {
                throw new HistoryException(file, "cannot be written: " + failed, failed);
            }
        }
    }
}
