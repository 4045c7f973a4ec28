package io.serai.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publish over HTTP, each one event after the other, and the same again until it is acknowledged. */
final class Publishers implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long pauseNanos;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    private Publishers(long pauseNanos) {
        this.pauseNanos = pauseNanos;
    }

    /** As fast as they can. */
    static Publishers start(int port, int count) {
        return start(port, count, 0);
    }

    /** Such that several nodes on one machine have time for other things, too. */
    static Publishers gently(int port, int count) {
        return start(port, count, PAUSE_NANOS / 5);
    }

    private static Publishers start(int port, int count, long pauseNanos) {
        Publishers publishers = new Publishers(pauseNanos);
        for (int i = 0; i < count; i++) {
            int number = i;
            publishers.threads.execute(() -> publishers.publish(port, "p" + number));
        }
        return publishers;
    }

    private void publish(int port, String name) {
        HttpClient client = HttpClient.newHttpClient();
        for (int n = 0; !stopped; ) {
            String id = name + "-" + n;
            if (acknowledged(client, event(port, id))) {
                acknowledged.add(id);
                n++;
                LockSupport.parkNanos(pauseNanos);
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private boolean acknowledged(HttpClient client, HttpRequest event) {
        try {
            HttpResponse<String> answer = client.send(event, BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                return true;
            }
            boolean told = answer.headers().firstValue("Retry-After").isPresent();
            refusals.add(answer.statusCode() + (told ? " with" : " without") + " Retry-After");
        } catch (IOException broken) {
            refusals.add(broken.toString());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    static HttpRequest event(int port, String id) {
        return event(port, id, "test.any", "payload");
    }

    static HttpRequest event(int port, String id, String type, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                .timeout(Duration.ofSeconds(60))
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/test")
                .header("ce-type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** What they got instead. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("publishers do not end");
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
