package io.serai.store.geode;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what may never end: over a disk that fails, or without the others, Geode waits where nobody comes. */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** Returns when it is closed, or has not been for so long. */
    static void within(Duration wait, String thread, Runnable close) {
        Thread closes = new Thread(close, thread);
        closes.setDaemon(true);
        closes.start();
        try {
            closes.join(wait.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closes.isAlive()) {
            LOG.warn("Geode does not close within {}; only the end of the process frees what it holds", wait);
        }
    }
}
