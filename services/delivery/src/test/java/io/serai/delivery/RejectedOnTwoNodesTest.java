package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.delivery.RejectedInputStateException.State;
import io.serai.delivery.time.InlineExecutor;
import io.serai.delivery.time.ManualTime;
import io.serai.store.StoreUnavailableException;
import io.serai.store.log.LogThreads;
import io.serai.store.memory.Memory;
import io.serai.store.memory.MemoryCluster;
import io.serai.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One rejected input, redriven through two nodes. */
class RejectedOnTwoNodesTest {

    private final ManualTime time = ManualTime.create();
    private final MemoryCluster cluster = new MemoryCluster(new Memory(2, 1));
    private final Queue<Runnable> messages = new ArrayDeque<>();
    private boolean underWay;
    private final Node a = new Node("a", 0);
    private final Node b = new Node("b", 1);
    private final String id = a.keep();

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void itsRouteRunsOnTheNodeThatIsAsked() {
        CompletableFuture<Redriven> ended = b.inputs().redrive(id);
        b.routes.get(0).complete(new Redriven.Published(List.of()));

        assertThat(ended).isCompletedWithValue(new Redriven.Published(List.of()));
        assertThat(a.routes).isEmpty();
        assertThat(a.inputs().get(id)).isEmpty();
    }

    @Test
    void whileOneNodeRedrivesItTheOtherIsTold() {
        a.inputs().redrive(id);

        assertThat(refused(b.inputs().redrive(id)))
                .isInstanceOfSatisfying(RejectedInputStateException.class, why -> assertThat(why.state())
                        .isEqualTo(State.REDRIVING))
                .hasMessage("rejected input '" + id + "' is being redriven by node 'a'; see what comes of that first");
        assertThat(refused(b.inputs().discard(id))).isInstanceOf(RejectedInputStateException.class);
        assertThat(b.routes).isEmpty();
    }

    @Test
    void onceItHasEndedTheOtherMayHandleIt() {
        a.inputs().redrive(id);
        a.routes.get(0).complete(new Redriven.Rejected("invalid", "still"));

        b.inputs().discard(id).join();

        assertThat(a.inputs().get(id)).isEmpty();
        assertThat(refused(a.inputs().redrive(id)))
                .isInstanceOfSatisfying(RejectedInputStateException.class, why -> assertThat(why.state())
                        .isEqualTo(State.UNKNOWN));
    }

    @Test
    void ofTwoNodesAskedAtOnceOneRedrivesIt() {
        underWay = true;
        CompletableFuture<Redriven> there = b.inputs().redrive(id);
        CompletableFuture<Redriven> here = a.inputs().redrive(id);
        arrive();

        assertThat(a.routes).hasSize(1);
        assertThat(b.routes).isEmpty();
        assertThat(here).isNotDone();
        assertThat(refused(there)).isInstanceOf(RejectedInputStateException.class);
    }

    @Test
    void whoHasBegunGivesWayToNobody() {
        b.inputs().redrive(id);

        assertThat(refused(a.inputs().redrive(id))).hasMessageContaining("is being redriven by node 'b'");
        assertThat(a.routes).isEmpty();
    }

    @Test
    void aNodeThatDiesLeavesItToTheOthers() {
        a.inputs().redrive(id);

        cluster.leave("a");
        b.inputs().redrive(id);

        assertThat(b.routes).hasSize(1);
    }

    @Test
    void whileANodeDoesNotSayWhetherItRedrivesItNobodyBegins() {
        try (MemoryStore older = MemoryStore.join(cluster, "c", time, LogThreads.inline(), Set.of())) {
            assertThat(refused(a.inputs().redrive(id)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("node 'c' does not say whether it redrives rejected input '" + id + "'");
            assertThat(a.routes).isEmpty();
            assertThat(older.peers().self()).isEqualTo("c");
        }
        cluster.leave("c");
        a.inputs().redrive(id);
        assertThat(a.routes).hasSize(1);
    }

    private void arrive() {
        for (Runnable next = messages.poll(); next != null; next = messages.poll()) {
            next.run();
        }
    }

    private static Throwable refused(CompletableFuture<?> asked) {
        return catchThrowable(() -> asked.get(0, TimeUnit.SECONDS)).getCause();
    }

    private final class Node implements AutoCloseable {

        private final MemoryStore store;
        private final EventHub hub;
        private final List<CompletableFuture<Redriven>> routes = new ArrayList<>();

        Node(String name, int partition) {
            LogThreads inline = LogThreads.inline();
            Executor calls = task -> {
                if (underWay) {
                    messages.add(task);
                } else {
                    task.run();
                }
            };
            LogThreads threads = new LogThreads(
                    inline.lanes(),
                    inline.committer(),
                    inline.takeOver(),
                    inline.takeOverLater(),
                    inline.handOver(),
                    inline.sealer(),
                    calls,
                    List.of());
            store = MemoryStore.join(cluster, name, time, threads, Set.of(partition));
            hub = EventHub.builder(store)
                    .clock(time)
                    .timer(time)
                    .executor(new InlineExecutor())
                    .build();
            inputs().redriveWith(input -> {
                CompletableFuture<Redriven> route = new CompletableFuture<>();
                routes.add(route);
                return route;
            });
        }

        RejectedInputs inputs() {
            return hub.rejectedInputs();
        }

        String keep() {
            return inputs().keep(new RejectedInput(
                            "",
                            "bridge/orders-in",
                            "kafka orders-0-17",
                            "schema",
                            "orderId is missing",
                            Map.of(),
                            "x".getBytes(StandardCharsets.UTF_8),
                            RejectedInput.Form.TEXT,
                            time.instant()))
                    .join();
        }

        @Override
        public void close() {
            hub.close();
            store.close();
        }
    }
}
