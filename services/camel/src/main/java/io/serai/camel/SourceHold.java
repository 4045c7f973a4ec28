package io.serai.camel;

import io.serai.camel.internal.Redrive;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * How the source of a message is made to wait, while the store cannot take it, without losing what the source knows of
 * its consumer. It is put into the exchange by the thread that takes the messages from the source, and used on no other.
 */
public interface SourceHold {

    /** Waits about so long, in which the source brings nothing more; it may be called again and again. */
    void hold(Duration time);

    /** Lets the source bring messages again, after one or more {@link #hold}. */
    void release();

    /** Notes that this thread takes the exchange from its source, and may let the source wait. */
    default void putInto(Exchange exchange) {
        exchange.setProperty(OnThread.PROPERTY, new OnThread(this, Thread.currentThread()));
    }

    /**
     * Of an exchange that is still on the thread that took it from its source; behind a step that changes the thread the
     * source cannot be told, and what is redriven has none.
     */
    static Optional<SourceHold> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(OnThread.PROPERTY, OnThread.class))
                .filter(held -> held.thread() == Thread.currentThread())
                .filter(held -> Redrive.of(exchange).isEmpty())
                .map(OnThread::hold);
    }

    /** A hold and the only thread that may use it. */
    record OnThread(SourceHold hold, Thread thread) {
        private static final String PROPERTY = "CamelSeraiSourceHold";
    }
}
