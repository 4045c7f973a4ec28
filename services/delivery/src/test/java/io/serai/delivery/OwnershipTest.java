package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import io.serai.delivery.time.InlineExecutor;
import io.serai.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Another node takes the partitions while this one lives. */
class OwnershipTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget old = new RecordingTarget(hub);
    private final RecordingTarget young = new RecordingTarget(hub);
    private final Policy policy =
            policy().attempts(5).fixed(Duration.ofSeconds(10)).build();

    /** A second node over the same memory: it fences the first, which does not know. */
    private EventHub takeOver() {
        MemoryStore second = MemoryStore.open(hub.store.memory(), hub.time);
        EventHub taker = EventHub.builder(second)
                .clock(hub.time)
                .timer(hub.time)
                .executor(new InlineExecutor())
                .build();
        taker.deliveries()
                .subscribe(
                        new Subscription(
                                "billing", EventTypes.ALL, Optional.empty(), policy, new StartAt.Beginning(), "b"),
                        young);
        return taker;
    }

    @Test
    void lateAnswersOfTheFormerOwnerChangeNothing() {
        List<CompletableFuture<Outcome>> open = new ArrayList<>();
        old.answering(attempt -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        });
        young.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", policy, old);
        hub.publish("a");

        EventHub taker = takeOver();
        assertThat(young.attempts()).hasSize(1);
        open.get(0).complete(Outcome.delivered());
        hub.advance(Duration.ofSeconds(10));

        assertThat(young.attempts()).containsExactly("e1#1", "e1#2");
        assertThat(old.attempts()).containsExactly("e1#1");
        taker.close();
    }

    @Test
    void retriesGoOnWithTheNewOwnerAlone() {
        old.failing(RecordingTarget.REFUSED);
        young.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", policy, old);
        hub.publish("a");
        hub.advance(Duration.ofSeconds(10));

        EventHub taker = takeOver();
        hub.advance(Duration.ofMinutes(10));

        assertThat(old.attempts().size() + young.attempts().size()).isBetween(5, 6);
        assertThat(young.attempts()).endsWith("e1#5");
        assertThat(taker.deadLetters()
                        .get("billing~" + old.seen.get(0).attempt().event().position()))
                .isPresent();
        taker.close();
    }
}
