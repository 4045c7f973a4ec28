package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.RecordingTarget.Seen;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** After the process ended badly: whatever was begun may have been the cause. */
class UncleanEndTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);
    private final List<CompletableFuture<Outcome>> open = new ArrayList<>();
    private final Policy policy =
            policy().attempts(3).fixed(Duration.ofSeconds(10)).build();

    private void killer(String key) {
        target.answering(attempt -> attempt.event().key().equals(key)
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(Outcome.delivered()));
    }

    @Test
    void anEventThatKillsTheProcessIsCountedAndGivenUp() {
        killer("killer");
        hub.subscribe("billing", policy, target);
        hub.publish("a");
        hub.publish("killer");
        hub.publish("b");
        for (int kills = 0; kills < 6; kills++) {
            hub.kill();
            hub.subscribe("billing", policy, target);
            hub.advance(Duration.ofSeconds(11));
        }

        // the first time nobody could know
        assertThat(target.seen)
                .filteredOn(seen -> seen.key().equals("killer"))
                .extracting(Seen::number)
                .containsExactly(1, 1, 2, 3);
        assertThat(hub.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.cause()).isEqualTo("process-end");
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.message()).isEqualTo("the hub's process ended during the attempt");
        });
        assertThat(target.attempts()).contains("e3#1");
    }

    @Test
    void anEventThatKillsOnItsRetryIsCountedToo() {
        target.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", policy, target);
        hub.publish("killer");
        killer("killer");
        hub.advance(Duration.ofSeconds(10));
        for (int kills = 0; kills < 4; kills++) {
            hub.kill();
            hub.subscribe("billing", policy, target);
            hub.advance(Duration.ofSeconds(11));
        }

        assertThat(target.seen).extracting(Seen::number).containsExactly(1, 2, 2, 3);
        assertThat(hub.letters()).singleElement().satisfies(letter -> assertThat(letter.cause())
                .isEqualTo("process-end"));
    }

    @Test
    void eventsRightAfterTheCursorRunOneByOne() {
        target.answering(attempt -> new CompletableFuture<>());
        hub.subscribe("billing", policy, target);
        for (int i = 0; i < 10; i++) {
            hub.publish("k" + i);
        }
        assertThat(target.seen).hasSize(10);

        hub.kill();
        target.answering(attempt -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        });
        hub.subscribe("billing", policy, target);
        for (int i = 0; i < 10; i++) {
            assertThat(target.seen).hasSize(10 + i + 1);
            open.get(i).complete(Outcome.delivered());
        }

        assertThat(hub.state("billing").lag()).isZero();
        assertThat(hub.state("billing").retrying()).isZero();
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void whatCameLaterIsNotSuspected() {
        target.answering(attempt -> new CompletableFuture<>());
        hub.subscribe("billing", policy, target);
        hub.publish("a");
        hub.kill();
        for (int i = 0; i < 10; i++) {
            hub.publish("k" + i);
        }
        target.seen.clear();
        target.delivering();
        hub.subscribe("billing", policy, target);
        hub.advance(Duration.ofSeconds(1));
        target.answering(attempt -> new CompletableFuture<>());
        for (int i = 0; i < 5; i++) {
            hub.publish("l" + i);
        }

        assertThat(target.seen).hasSize(16);
    }

    @Test
    void afterACleanEndNothingIsSuspected() {
        target.answering(attempt -> new CompletableFuture<>());
        hub.subscribe("billing", policy, target);
        for (int i = 0; i < 10; i++) {
            hub.publish("k" + i);
        }
        hub.restart();
        hub.subscribe("billing", policy, target);

        assertThat(target.seen).hasSize(20);
    }

    @Test
    void theRowsOfSuspectsThatWereInnocentGo() {
        target.answering(attempt -> new CompletableFuture<>());
        hub.subscribe("billing", policy, target);
        for (int i = 0; i < 10; i++) {
            hub.publish("k" + i);
        }
        hub.kill();
        target.delivering();
        hub.subscribe("billing", policy, target);
        hub.advance(Duration.ofSeconds(1));

        for (int p = 0; p < hub.store.partitions(); p++) {
            assertThat(hub.store.work(p, "delivery/")).isEmpty();
            assertThat(hub.store.work(p, "blocked/")).isEmpty();
        }
    }
}
