package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much delivery takes away from publishing. Prints figures; on demand. */
@Tag("long")
class ThroughputTest {

    private static final int PUBLISHERS = 16;
    private static final int EACH = Integer.getInteger("serai.events", 30_000);

    @Test
    void publishingWithAndWithoutSubscriptions() throws InterruptedException {
        for (int round = 0; round < 4; round++) {
            long raw = run(0);
            long one = run(1);
            long three = run(3);
            System.out.printf(
                    "raw %,d events/s, 1 subscription %,d (%.2f), 3 subscriptions %,d (%.2f)%n",
                    raw, one, (double) one / raw, three, (double) three / raw);
        }
    }

    private static long run(int subscriptions) throws InterruptedException {
        LongAdder delivered = new LongAdder();
        long events = (long) PUBLISHERS * EACH;
        CountDownLatch all = new CountDownLatch(1);
        MemoryStore store = MemoryStore.create(64, Clock.systemUTC());
        try (EventHub hub = EventHub.builder(store).build()) {
            for (int i = 0; i < subscriptions; i++) {
                hub.deliveries()
                        .subscribe(
                                new Subscription(
                                        "s" + i,
                                        EventTypes.ALL,
                                        Optional.empty(),
                                        Policy.DEFAULT,
                                        new StartAt.Beginning(),
                                        "test"),
                                attempt -> {
                                    delivered.increment();
                                    return CompletableFuture.completedFuture(Outcome.delivered());
                                })
                        .ready()
                        .join();
            }
            long start = System.nanoTime();
            Thread[] threads = new Thread[PUBLISHERS];
            byte[] data = new byte[1_024];
            for (int t = 0; t < PUBLISHERS; t++) {
                int number = t;
                threads[t] = new Thread(() -> {
                    for (int i = 0; i < EACH; i++) {
                        hub.publisher().publish(event(number, i, data)).join();
                    }
                });
                threads[t].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            while (delivered.sum() < events * subscriptions) {
                assertThat(all.await(1, java.util.concurrent.TimeUnit.MILLISECONDS))
                        .isFalse();
            }
            return events * 1_000_000_000L / (System.nanoTime() - start);
        } finally {
            store.close();
        }
    }

    private static CloudEvent event(int publisher, int number, byte[] data) {
        return CloudEventBuilder.v1()
                .withId(publisher + "-" + number)
                .withSource(URI.create("/bench"))
                .withType("order")
                .withData("application/octet-stream", data)
                .build();
    }
}
