package io.serai.bench;

/** What is measured: something that takes events in durably and hands them to one consumer. */
interface Subject extends AutoCloseable {

    /** Publishes event {@code number} with the payload and returns when it is durable. Called by many threads. */
    void publish(long number, byte[] payload) throws Exception;

    /** Events handed to the consumer so far. */
    long delivered();

    /** Forces to the device so far. */
    long forces();

    @Override
    void close();
}
