package io.serai.bench.chaos.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.HistoryWriter;
import io.serai.bench.chaos.nodes.Node;
import io.serai.bench.chaos.nodes.NodeApi.View;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks each node again and again what it sees of the cluster and where the cursors are, and writes it down. */
public final class Sampler implements AutoCloseable {

    private static final long EVERY_MILLIS = 1_000;

    private final HistoryWriter history;
    private final List<String> subscriptions;
    private final ScheduledExecutorService threads;

    public Sampler(HistoryWriter history, List<Node> nodes, List<String> subscriptions) {
        this.history = history;
        this.subscriptions = List.copyOf(subscriptions);
        this.threads = Executors.newScheduledThreadPool(nodes.size(), task -> {
            Thread thread = new Thread(task, "sampler");
            thread.setDaemon(true);
            return thread;
        });
        for (Node node : nodes) {
            threads.scheduleWithFixedDelay(new Watch(node), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What one node said last. */
    private final class Watch implements Runnable {

        private final Node node;
        private List<String> members = List.of();
        private int asked;

        Watch(Node node) {
            this.node = node;
        }

        @Override
        public void run() {
            node.look();
            node.api()
                    .cluster()
                    .map(View::members)
                    .filter(seen -> !seen.equals(members))
                    .ifPresent(seen -> {
                        members = seen;
                        history.write(at -> new Entry.MembersSeen(at, node.name(), seen));
                    });
            if (!subscriptions.isEmpty()) {
                cursors(subscriptions.get(asked++ % subscriptions.size()));
            }
        }

        private void cursors(String subscription) {
            node.api()
                    .ask("/subscriptions/" + subscription + "?partitions=true")
                    .ifPresent(answer -> {
                        for (JsonNode partition : answer.path("partitions")) {
                            if (partition.path("next").isIntegralNumber()) {
                                history.write(at -> new Entry.CursorSeen(
                                        at,
                                        partition.path("owner").asText(node.name()),
                                        subscription,
                                        partition.path("partition").asInt(),
                                        partition.path("next").asLong()));
                            }
                        }
                    });
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
