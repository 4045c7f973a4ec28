package io.serai.bench.chaos.clients;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.PublishEnded.Answer;
import io.serai.bench.chaos.history.HistoryWriter;
import io.serai.bench.chaos.nodes.ChaosException;
import io.serai.bench.chaos.nodes.Node;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Publishers over HTTP, Kafka and JMS that never give up: each numbers the events of its own key upward and sends the
 * next only when the one before was acknowledged, the same one again until then.
 */
public final class Publishers implements AutoCloseable {

    private static final int WINDOW = 150;
    private static final Duration AGAIN = Duration.ofMillis(50);
    private static final Duration LAST = Duration.ofSeconds(60);

    private final HistoryWriter history;
    private final Progress progress;
    private final Duration pause;
    private final Consumer<String> failures;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean stopped;

    /**
     * @param subscriber a publisher runs ahead of what this one got by a window only
     * @param pause of a publisher between two events
     */
    public Publishers(HistoryWriter history, Subscriber subscriber, Duration pause, Consumer<String> failures) {
        this.history = history;
        this.progress = subscriber.progress();
        this.pause = pause;
        this.failures = failures;
    }

    /** So many of each transport, those over HTTP spread over the nodes. */
    public void start(List<Node> nodes, Brokers brokers, int each) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        for (int i = 0; i < each; i++) {
            start("http-" + i, "/http", new HttpSender(client, nodes, i % nodes.size()));
        }
        for (int i = 0; i < each; i++) {
            start("kafka-" + i, "/kafka", new KafkaSender(brokers.kafkaForClients(), Brokers.NAME));
        }
        for (int i = 0; i < each; i++) {
            start("jms-" + i, "/jms", new JmsSender(brokers.activemqForClients(), Brokers.NAME));
        }
    }

    /** How many events were acknowledged so far. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Each sends its last event until that is acknowledged, too. */
    public void stop() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(LAST.toSeconds(), TimeUnit.SECONDS)) {
            threads.shutdownNow();
            throw new ChaosException(
                    "publishers got no acknowledgement for their last events within " + LAST.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }

    private void start(String key, String source, Sender sender) {
        threads.execute(() -> {
            try (sender) {
                publish(key, source, sender);
            } catch (InterruptedException | RuntimeException broken) {
                if (!stopped) {
                    failures.accept("publisher " + key + " ended: " + broken);
                }
            }
        });
    }

    private void publish(String key, String source, Sender sender) throws InterruptedException {
        String type = "chaos." + source.substring(1);
        for (long number = 0; windowOpen(key, number); number++) {
            Message message = Message.of(source, type, key, number);
            long checksum = message.checksum();
            while (!sent(key, sender, message, checksum)) {
                TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
            }
            acknowledged.incrementAndGet();
        }
    }

    private boolean windowOpen(String key, long number) throws InterruptedException {
        do {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } while (!stopped && number - progress.of(key) > WINDOW);
        return !stopped;
    }

    private boolean sent(String client, Sender sender, Message message, long checksum) throws InterruptedException {
        history.write(at -> new Entry.PublishBegan(
                at,
                client,
                sender.transport(),
                sender.node(),
                message.source(),
                message.id(),
                message.type(),
                message.key(),
                message.number(),
                checksum));
        Receipt receipt = sender.send(message);
        history.write(at -> new Entry.PublishEnded(
                at, client, message.id(), receipt.answer(), receipt.status(), receipt.position(), receipt.duplicate()));
        return receipt.answer() == Answer.ACKNOWLEDGED;
    }
}
