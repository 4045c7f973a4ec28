package io.serai.hub.http;

import io.serai.delivery.EventFilter;
import io.serai.delivery.EventHub;
import io.serai.delivery.EventTypes;
import io.serai.delivery.format.EventJsonWriter;
import io.serai.store.EventStore;
import io.serai.store.LogSlice;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Shows events to HTTP clients as they are committed.
 *
 * <p>One thread reads the log for all clients and never waits for any: it hands each event to the buffers of the clients
 * that want it ({@link StreamClient}), and a client whose buffer is full is dropped. Nothing is read while nobody
 * listens.
 */
final class EventStreams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int SLICE = 200;

    /** Before Boot waits for requests to end, which streams never do. */
    private static final int PHASE = Integer.MAX_VALUE - 512;

    private final EventHub hub;
    private final int maxClients;
    private final Duration heartbeat;
    private final List<StreamClient> clients = new CopyOnWriteArrayList<>();
    private final Set<Integer> dirty = ConcurrentHashMap.newKeySet();
    private final Semaphore wake = new Semaphore(0);

    private EventStore.@Nullable CommitListening listening;
    private long[] next = new long[0];
    private volatile boolean running;

    EventStreams(EventHub hub, int maxClients, Duration heartbeat) {
        this.hub = hub;
        this.maxClients = maxClients;
        this.heartbeat = heartbeat;
    }

    /** One more client, until it goes away or is dropped. */
    synchronized SseEmitter open(EventTypes types, Optional<EventFilter> filter) {
        if (clients.size() >= maxClients) {
            throw ProblemException.tooMany(
                    maxClients + " clients listen already (serai.http.max-streams); come again later", heartbeat);
        }
        listen();
        StreamClient client = new StreamClient(types, filter, heartbeat, this::gone);
        clients.add(client);
        return client.start();
    }

    int clients() {
        return clients.size();
    }

    private void listen() {
        if (listening != null) {
            return;
        }
        EventStore store = hub.store();
        listening = store.onCommit(partition -> {
            if (dirty.add(partition)) {
                wake.release();
            }
        });
        long[] ends = new long[store.partitions()];
        for (int partition = 0; partition < ends.length; partition++) {
            ends[partition] = store.committed(partition);
        }
        next = ends;
        Thread reader = new Thread(() -> read(store), "event-streams");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(EventStore store) {
        try {
            while (running) {
                wake.acquire();
                for (Integer partition : dirty) {
                    dirty.remove(partition);
                    read(store, partition);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(EventStore store, int partition) {
        try {
            while (next[partition] < store.committed(partition)) {
                if (clients.isEmpty()) {
                    next[partition] = store.committed(partition);
                    return;
                }
                LogSlice slice = store.read(partition, next[partition], SLICE);
                slice.events().forEach(this::hand);
                if (slice.next() <= next[partition]) {
                    return;
                }
                next[partition] = slice.next();
            }
        } catch (RuntimeException unreadable) {
            LOG.warn("partition {} cannot be streamed: {}", partition, unreadable.toString());
        }
    }

    private void hand(StoredEvent event) {
        String encoded = null;
        for (StreamClient client : clients) {
            if (!client.wants(event)) {
                continue;
            }
            if (encoded == null) {
                encoded = EventJsonWriter.write(event.event());
            }
            if (!client.offer(event.position(), encoded)) {
                clients.remove(client);
            }
        }
    }

    private void gone(StreamClient client) {
        clients.remove(client);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        wake.release();
        if (listening != null) {
            listening.close();
        }
        clients.forEach(client -> client.end("closed", "the hub is shutting down"));
        clients.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
