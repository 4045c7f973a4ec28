package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.sandbox.consumers.Arrival;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            Clock.fixed(Instant.parse("2026-11-22T10:20:30Z"), ZoneOffset.UTC),
            letter -> "curl " + letter);

    @Test
    void showsWhoGotWhatAndWhatCameOfIt() {
        console.arrived(arrival("billing"), "refused with 503");

        assertThat(lines())
                .containsExactly(
                        "10:20:30  billing           shop.order.placed A-1  position 3-7  attempt 2  refused with 503");
    }

    @Test
    void showsHowToRedriveADeadLetter() {
        console.arrived(arrival("dead-letters"), "taken");

        assertThat(lines()[1]).endsWith("redrive it: curl billing~3-7");
    }

    private String[] lines() {
        return printed.toString(StandardCharsets.UTF_8).split(System.lineSeparator());
    }

    private static Arrival arrival(String consumer) {
        return new Arrival(
                consumer,
                Map.of(
                        "type", "shop.order.placed",
                        "subject", "A-1",
                        "position", "3-7",
                        "attempt", "2",
                        "idempotency-key", "billing~3-7"),
                "{}");
    }
}
