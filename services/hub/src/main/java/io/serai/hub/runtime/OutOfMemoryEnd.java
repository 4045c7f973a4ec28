package io.serai.hub.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once when memory runs out. Whatever thread met the error left its work half done, and so may have
 * any other; nothing that was acknowledged is at stake, since that is on the device. The next start takes it for an
 * unclean end and makes the attempts that may have been the cause one by one, each counted before it begins, so that an
 * event that takes all memory is given up and not tried for ever.
 *
 * <p>An orderly end would need memory. The JVM's own {@code -XX:+ExitOnOutOfMemoryError} does the same with exit code 3,
 * but cannot be given in a jar.
 */
public final class OutOfMemoryEnd implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryEnd.class);
    private static final int DEEPEST = 20;

    /** Made before it is needed. */
    private static final byte[] WORDS = ("memory ran out; the process ends with exit code " + ProcessEnd.OUT_OF_MEMORY
                    + " and should be started afresh, with more heap (-Xmx) where this comes again\n")
            .getBytes(StandardCharsets.UTF_8);

    private OutOfMemoryEnd() {}

    /** For this whole process, from now on. */
    public static void install() {
        Thread.setDefaultUncaughtExceptionHandler(new OutOfMemoryEnd());
    }

    /** Tells of an {@link OutOfMemoryError} that somebody caught, be it as a cause; where nothing is installed it is printed. */
    public static void tell(@Nullable Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            if (cause instanceof OutOfMemoryError) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
                return;
            }
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (!(thrown instanceof OutOfMemoryError)) {
            LOG.error("thread '{}' ended", thread.getName(), thrown);
            return;
        }
        try {
            // past the log, which may need memory
            new FileOutputStream(FileDescriptor.err).write(WORDS);
            LOG.error("memory ran out in thread '{}'", thread.getName(), thrown);
        } catch (IOException | RuntimeException | Error nothingGoesAnyMore) {
            // the exit code says it
        } finally {
            Runtime.getRuntime().halt(ProcessEnd.OUT_OF_MEMORY);
        }
    }
}
