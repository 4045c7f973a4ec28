package io.serai.sandbox;

import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * Publishers over HTTP, Kafka and JMS that never give up: each numbers the events of its own key upward and sends the
 * next only when the one before was acknowledged.
 */
final class Load implements AutoCloseable {

    private static final int KEYS_PER_TRANSPORT = 3;
    private static final int WINDOW = 150;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final ToIntFunction<String> delivered;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentMap<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** @param delivered how many events of a key were delivered: a publisher runs ahead of that by a window only */
    Load(ToIntFunction<String> delivered) {
        this.delivered = delivered;
    }

    /** One publisher's way of sending; returns once the event is acknowledged, throws where it is not. */
    private interface Sender extends AutoCloseable {

        void send(String key, int number, String body) throws Exception;

        @Override
        default void close() throws Exception {}
    }

    private interface Connecting {
        Sender connect() throws Exception;
    }

    void start(Api api, String kafkaBrokers, String activemqUrl) {
        for (int i = 0; i < KEYS_PER_TRANSPORT; i++) {
            publish("http-" + i, () -> (key, number, body) -> {
                Api.Answer answer = api.publish("/http", key + "-" + number, "kill.http", key, body);
                if (answer.status() != 202) {
                    throw new IOException("answered " + answer.status() + " " + answer.body());
                }
            });
            publish("kafka-" + i, () -> {
                KafkaClient client = new KafkaClient(kafkaBrokers);
                return new Sender() {
                    @Override
                    public void send(String key, int number, String body) throws Exception {
                        client.send("kill", key, body, Map.of());
                    }

                    @Override
                    public void close() {
                        client.close();
                    }
                };
            });
            publish("jms-" + i, () -> {
                JmsClient client = new JmsClient(activemqUrl);
                return new Sender() {
                    @Override
                    public void send(String key, int number, String body) throws Exception {
                        client.send("kill", body, Map.of());
                    }

                    @Override
                    public void close() throws Exception {
                        client.close();
                    }
                };
            });
        }
    }

    /** How many events of each key were acknowledged: those numbered below. */
    Map<String, Integer> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** What ended a publisher before its time. */
    Set<String> failures() {
        return Set.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            failures.add("publishers did not end");
        }
    }

    private void publish(String key, Connecting connecting) {
        threads.execute(() -> {
            try (Sender sender = connecting.connect()) {
                for (int number = 0; awaitWindow(key, number); number++) {
                    String body = "{\"key\": \"%s\", \"n\": %d}".formatted(key, number);
                    if (acknowledged(sender, key, number, body)) {
                        acknowledged.put(key, number + 1);
                    }
                }
            } catch (Exception e) {
                failures.add(key + ": " + e);
            }
        });
    }

    private boolean awaitWindow(String key, int number) {
        do {
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (!stopped && number - delivered.applyAsInt(key) > WINDOW);
        return !stopped;
    }

    /** Sends the same event again until it is taken, as a careful publisher does. */
    private boolean acknowledged(Sender sender, String key, int number, String body) throws Exception {
        while (!stopped) {
            try {
                sender.send(key, number, body);
                return true;
            } catch (IOException unreachable) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        return false;
    }
}
