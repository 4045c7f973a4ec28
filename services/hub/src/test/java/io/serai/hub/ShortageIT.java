package io.serai.hub;

import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose disk has less room than it is to leave. */
class ShortageIT {

    @TempDir
    Path folder;

    @Test
    void publishersAreToldToComeAgainAndTheOperatorWhy() {
        RunningHub.route(folder, "subscriptions.yaml", "serai: { subscriptions: {} }\n");
        try (RunningHub hub = RunningHub.start(folder, "--serai.store.min-free-disk=1000000GB")) {
            RunningHub.Answer refused = hub.publish("1", "order", "x");

            assertProblem(refused, 503, "unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("10");
            assertThat(refused.at("/detail"))
                    .contains("takes no new events", folder.toString(), "serai.store.min-free-disk");
            assertThat(hub.manage("/actuator/health").at("/components/store/details/refusing"))
                    .isEqualTo("true");
            assertThat(hub.manage("/actuator/health").at("/components/store/details/store"))
                    .contains("new events are refused", "MB are needed");
            assertThat(hub.get("/events").status()).isEqualTo(200);
        }
    }
}
