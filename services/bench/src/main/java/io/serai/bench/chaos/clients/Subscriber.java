package io.serai.bench.chaos.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import io.serai.bench.chaos.history.HistoryWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The service behind a subscription. It answers well until it is told otherwise.
 *
 * <p>What it is about to answer is in the history before it is sent: when the hub has heard it and goes on, the history
 * knows.
 */
public final class Subscriber implements AutoCloseable {

    /** Of all attempts of a run. */
    private static final AtomicLong SERIALS = new AtomicLong();

    private static final long HANG_MILLIS = 30_000;
    private static final int NO_CONTENT = 204;
    private static final int ERROR = 500;

    private final String subscription;
    private final InetSocketAddress address;
    private final HistoryWriter history;
    private final ObjectMapper json = new ObjectMapper();
    private final Progress progress = new Progress();
    private volatile Mood mood = Mood.WELL;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    /** How it treats who comes. */
    public enum Mood {
        WELL,
        /** Says nothing, and keeps the connection. */
        HANGS,
        /** Answers 500 to every third event, as often as it comes. */
        REFUSES_SOME,
        /** Answers 500 to everything. */
        REFUSES_ALL
    }

    public Subscriber(String subscription, String host, int port, HistoryWriter history) {
        this.subscription = subscription;
        this.address = new InetSocketAddress(host, port);
        this.history = history;
    }

    public String subscription() {
        return subscription;
    }

    Progress progress() {
        return progress;
    }

    public void mood(Mood next) {
        mood = next;
    }

    public synchronized void start() throws IOException {
        HttpServer starting = HttpServer.create(address, 0);
        ExecutorService pool = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "subscriber-" + subscription);
            thread.setDaemon(true);
            return thread;
        });
        starting.setExecutor(pool);
        starting.createContext("/", this::handle);
        starting.start();
        server = starting;
        threads = pool;
    }

    /** Nobody listens any more; what is on its way is broken off. */
    public synchronized void stop() {
        if (server != null && threads != null) {
            server.stop(0);
            threads.shutdownNow();
            server = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = exchange.getRequestHeaders();
            JsonNode data = json.readTree(body);
            String key = data.path("key").asText();
            long number = data.path("n").asLong(-1);
            String position = header(headers, "serai-position");
            int attempt = Integer.parseInt(header(headers, "serai-attempt"));
            long serial = SERIALS.incrementAndGet();
            history.write(at -> new Entry.AttemptBegan(
                    at,
                    serial,
                    subscription,
                    header(headers, "ce-source"),
                    header(headers, "ce-id"),
                    header(headers, "ce-type"),
                    key,
                    number,
                    Message.checksum(body),
                    position,
                    attempt,
                    Long.parseLong(header(headers, "serai-incarnation"))));
            int status = status(number);
            Outcome outcome =
                    status == NO_CONTENT ? Outcome.SUCCEEDED : status == ERROR ? Outcome.FAILED : Outcome.UNANSWERED;
            history.write(at -> new Entry.AttemptEnded(
                    at,
                    serial,
                    subscription,
                    position,
                    attempt,
                    outcome,
                    outcome == Outcome.UNANSWERED ? null : status));
            if (outcome == Outcome.SUCCEEDED) {
                progress.delivered(key, number);
            }
            if (outcome != Outcome.UNANSWERED) {
                exchange.sendResponseHeaders(status, -1);
            }
        }
    }

    private int status(long number) {
        return switch (mood) {
            case WELL -> NO_CONTENT;
            case REFUSES_SOME -> number % 3 == 0 ? ERROR : NO_CONTENT;
            case REFUSES_ALL -> ERROR;
            case HANGS -> {
                hang();
                yield 0;
            }
        };
    }

    private void hang() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANG_MILLIS);
        try {
            while (mood == Mood.HANGS && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(Headers headers, String name) {
        String value = headers.getFirst(name);
        if (value == null) {
            throw new IllegalStateException("an attempt without the header " + name);
        }
        return value;
    }

    @Override
    public void close() {
        stop();
    }
}
