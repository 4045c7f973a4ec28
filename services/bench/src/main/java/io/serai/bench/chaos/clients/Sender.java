package io.serai.bench.chaos.clients;

import io.serai.bench.chaos.history.Entry.Transport;
import org.jspecify.annotations.Nullable;

/** One publisher's way of sending; for one thread. */
interface Sender extends AutoCloseable {

    Transport transport();

    /** The node that the next goes to; none where a broker is between. */
    @Nullable
    String node();

    /** Returns when it is known what became of it, or that nobody knows. */
    Receipt send(Message message) throws InterruptedException;

    @Override
    void close();
}
