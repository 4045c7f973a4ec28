package io.serai.sandbox;

import io.cloudevents.CloudEvent;
import io.serai.delivery.EventHub;
import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.store.EventStore;
import io.serai.store.StoredEvent;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Welcomes when the hub runs, and from then on shows every event that it keeps. */
final class HubWatch implements SmartLifecycle {

    private static final long POLL_MILLIS = 50;
    private static final int SLICE = 100;

    private final HubRuntime runtime;
    private final Welcome welcome;
    private final Console console;
    private volatile @Nullable Thread thread;

    HubWatch(HubRuntime runtime, Welcome welcome, Console console) {
        this.runtime = runtime;
        this.welcome = welcome;
        this.console = console;
    }

    @Override
    public void start() {
        Thread started = new Thread(this::watch, "sandbox-watch");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread started = thread;
        thread = null;
        if (started != null) {
            started.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void watch() {
        try {
            while (runtime.state() != HubState.RUNNING) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            console.text(welcome.text());
            show(runtime.hub().map(EventHub::store).orElseThrow());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(EventStore store) throws InterruptedException {
        long[] shown = new long[store.partitions()];
        for (int partition = 0; partition < shown.length; partition++) {
            shown[partition] = store.committed(partition);
        }
        // a partition that waits to be shown is not queued again, however many commits there are
        Set<Integer> waiting = ConcurrentHashMap.newKeySet();
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        try (EventStore.CommitListening listening = store.onCommit(partition -> {
            if (waiting.add(partition)) {
                queue.add(partition);
            }
        })) {
            while (isRunning()) {
                int partition = queue.take();
                waiting.remove(partition);
                shown[partition] = showPartition(store, partition, shown[partition]);
            }
        }
    }

    private long showPartition(EventStore store, int partition, long from) {
        long next = from;
        while (next < store.committed(partition)) {
            var slice = store.read(partition, next, SLICE);
            slice.events().forEach(this::show);
            next = slice.next();
        }
        return next;
    }

    private void show(StoredEvent stored) {
        CloudEvent event = stored.event();
        console.line(
                "hub",
                "%s %s  position %s  kept, from %s"
                        .formatted(
                                event.getType(),
                                event.getSubject() == null ? event.getId() : event.getSubject(),
                                stored.position(),
                                event.getSource()));
    }
}
