package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.hub.HttpTarget.Arrival;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while publishers, a slow target and one that does not answer are at work. */
class StopJarIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final HttpTarget target = new HttpTarget();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        target.close();
    }

    @Test
    void whatIsOnItsWayEndsInTimeAndTheRestIsMadeAgainUncounted() {
        routes();
        target.answering(arrival -> pause(arrival.path().equals("/stuck") ? 600_000 : 20));
        Publishers publishers;
        try (HubJar hub = HubJar.start(folder, "--serai.stop-timeout=3s")) {
            publishers = Publishers.start(hub.awaitPort(), 4);
            try (publishers) {
                await().atMost(LONG).until(() -> publishers.acknowledged().size() > 200);
                await().atMost(LONG).until(() -> target.arrivals("/stuck").size() >= 3);

                hub.signal();
                await().atMost(LONG).until(() -> !publishers.refusals().isEmpty());
                // the JVM is at its end already: nothing changes
                hub.signal();

                assertThat(hub.awaitEnd()).isEqualTo(143);
            }
            assertThat(hub.log())
                    .contains("subscription 'stuck': 3 attempts are left in flight")
                    .doesNotContain("subscription 'slow'", "did not end in good order", "ERROR");
        }
        assertThat(publishers.refusals()).allSatisfy(refusal -> assertThat(refusal)
                .as("told to come again, or cut off without an answer")
                .containsAnyOf("503 with Retry-After", "Exception"));

        Set<String> slow = new HashSet<>(target.ids("/slow"));
        target.forget();
        AtomicInteger together = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        target.answering(arrival -> arrival.path().equals("/stuck") ? meet(together, three) : 200);
        try (HubJar hub = HubJar.start(folder)) {
            hub.awaitPort();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(target.ids("/stuck")).containsAll(publishers.acknowledged()));
            await().atMost(LONG).untilAsserted(() -> {
                slow.addAll(target.ids("/slow"));
                assertThat(slow).containsAll(publishers.acknowledged());
            });
            assertThat(target.arrivals("/stuck")).extracting(Arrival::attempt).containsOnly(1);
            assertThat(hub.terminate()).isEqualTo(143);
        }
    }

    /** After an unclean end events run one by one: they would never meet. */
    private int meet(AtomicInteger together, CountDownLatch three) {
        try {
            if (together.getAndIncrement() < 3) {
                three.countDown();
                return three.await(20, TimeUnit.SECONDS) ? 200 : 500;
            }
            return 200;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    private int pause(long millis) {
        try {
            return never.await(millis, TimeUnit.MILLISECONDS) ? 500 : 200;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    private void routes() {
        RunningHub.route(
                folder,
                "subscriptions.yaml",
                """
                serai:
                  subscriptions:
                    slow: { types: test.*, start: beginning, policy: slow, deliver: "%s" }
                    stuck: { types: test.*, start: beginning, policy: once, deliver: "%s" }
                """
                        .formatted(target.url("/slow"), target.url("/stuck")));
        RunningHub.route(
                folder,
                "policies.yaml",
                """
                serai:
                  policies:
                    slow: { concurrency: 8, retry: { delay: 100ms } }
                    once: { concurrency: 3, timeout: 10m, retry: { attempts: 1 } }
                """);
    }
}
