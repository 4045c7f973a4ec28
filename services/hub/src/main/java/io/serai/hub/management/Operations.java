package io.serai.hub.management;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets a JMX operation end when what it asked for is durable. */
final class Operations {

    private static final int SECONDS = 30;

    private Operations() {}

    /** Fails with exceptions of the JDK only: a JMX client has no others. */
    static <T> T await(CompletableFuture<T> done) {
        try {
            return done.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(
                    failed.getCause() == null
                            ? failed.getMessage()
                            : failed.getCause().getMessage()));
        } catch (TimeoutException late) {
            throw new IllegalStateException("no answer of the store within " + SECONDS + " s");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        }
    }
}
