package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.hub.HttpTarget.Arrival;
import io.serai.hub.RunningHub.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of the machine is set by hours while the hub is at work. */
@Tag("long")
class ClockJarIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void publishingAndAttemptsGoOnWhateverTheClockDoes() throws Exception {
        FakeClock clock = FakeClock.in(folder);
        try (HttpTarget target = new HttpTarget()) {
            routes(target);
            target.answering(arrival -> arrival.path().equals("/failing") ? 500 : 200);
            try (HubJar hub = clock.of(HubJar.in(folder)).start()) {
                int port = hub.awaitPort();
                try (Publishers publishers = Publishers.start(port, 2)) {
                    goesOn(target, publishers);
                    OffsetDateTime before = recorded(port, publishers);
                    clock.set(Duration.ofHours(2));
                    goesOn(target, publishers);
                    assertThat(recorded(port, publishers)).isAfter(before.plusMinutes(110));
                    clock.set(Duration.ofHours(-1));
                    goesOn(target, publishers);
                    clock.set(Duration.ZERO);
                    goesOn(target, publishers);
                    assertThat(publishers.refusals())
                            .as("a server that counts by the clock may take a connection for idle")
                            .allSatisfy(refusal -> assertThat(refusal).contains("Exception", "503 with"));
                    publishers.close();
                    await().atMost(LONG).untilAsserted(() -> assertThat(new HashSet<>(target.ids("/all")))
                            .containsAll(publishers.acknowledged()));
                    assertThat(target.ids("/all")).doesNotHaveDuplicates();
                }
                assertThat(letters(port).json().at("/items")).isEmpty();
                assertThat(hub.terminate()).isEqualTo(143);
            }
        }
    }

    /** Events are taken and delivered, and what fails is tried again and again, each within a few seconds. */
    private static void goesOn(HttpTarget target, Publishers publishers) {
        int acknowledged = publishers.acknowledged().size();
        int attempts = highest(target);
        int delivered = target.ids("/all").size();
        await().atMost(LONG).until(() -> publishers.acknowledged().size() > acknowledged + 20);
        await().atMost(LONG).until(() -> target.ids("/all").size() > delivered + 20);
        await().atMost(LONG).until(() -> highest(target) > attempts + 1);
    }

    private static int highest(HttpTarget target) {
        return target.arrivals("/failing").stream()
                .mapToInt(Arrival::attempt)
                .max()
                .orElse(0);
    }

    private static OffsetDateTime recorded(int port, Publishers publishers) throws Exception {
        String position = RunningHub.send(RunningHub.request(URI.create("http://127.0.0.1:" + port + "/events"))
                        .header("ce-specversion", "1.0")
                        .header("ce-id", "at-" + publishers.acknowledged().size())
                        .header("ce-source", "/clock")
                        .header("ce-type", "clock.asked")
                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                .at("/position");
        Answer event =
                RunningHub.send(RunningHub.request(URI.create("http://127.0.0.1:" + port + "/events/" + position)));
        return OffsetDateTime.parse(event.at("/recordedtime"));
    }

    private static Answer letters(int port) {
        return RunningHub.send(RunningHub.request(URI.create("http://127.0.0.1:" + port + "/dead-letters")));
    }

    private void routes(HttpTarget target) {
        RunningHub.route(
                folder,
                "subscriptions.yaml",
                """
                serai:
                  subscriptions:
                    all: { types: test.*, start: beginning, deliver: "%s" }
                    failing: { types: test.*, start: beginning, policy: often, deliver: "%s" }
                """
                        .formatted(target.url("/all"), target.url("/failing")));
        RunningHub.route(
                folder,
                "policies.yaml",
                """
                serai:
                  policies:
                    often: { retry: { attempts: 100000, backoff: fixed, delay: 2s }, outage: { after: 1000000 } }
                """);
    }
}
