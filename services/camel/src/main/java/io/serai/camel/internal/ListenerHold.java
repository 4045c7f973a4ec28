package io.serai.camel.internal;

import io.serai.camel.SourceHold;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets a JMS message wait where it is: while its listener does not return, it is not acknowledged and no other comes
 * after it, and the client keeps the connection up on a thread of its own.
 */
final class ListenerHold implements SourceHold {

    @Override
    public void hold(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void release() {
        // the listener returns
    }
}
