package io.serai.delivery.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInputsFullException;
import io.serai.delivery.internal.publish.RejectedInputTable.Limits;
import io.serai.delivery.time.ManualTime;
import io.serai.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectedInputTableTest {

    private final ManualTime time = ManualTime.create();
    private MemoryStore store = MemoryStore.create(1, time);
    private RejectedInputTable table = new RejectedInputTable(store, time, new Limits(3, 100, 10_000));

    private RejectedInput input(String body) {
        return new RejectedInput(
                "",
                "bridge/orders-in",
                "kafka orders-0-17",
                "schema",
                "orderId is missing",
                Map.of("content-type", "text/plain"),
                body.getBytes(StandardCharsets.UTF_8),
                time.instant());
    }

    private String keep(String body) {
        time.advance(Duration.ofSeconds(1));
        return table.keep(input(body)).join();
    }

    private List<String> bodies(Optional<String> after, int limit) {
        return table.list(after, limit).stream()
                .map(input -> new String(input.body(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsKeptSurvivesAPowerCutWithEverything() {
        String id = keep("a");
        store.crashLosingUnforced();
        store = MemoryStore.open(store.memory(), time);
        table = new RejectedInputTable(store, time);

        RejectedInput kept = table.get(id).orElseThrow();

        assertThat(kept.id()).isEqualTo(id);
        assertThat(kept).usingRecursiveComparison().ignoringFields("id").isEqualTo(input("a"));
    }

    @Test
    void theyAreListedNewestFirstInPages() {
        keep("a");
        String second = keep("b");
        keep("c");

        assertThat(bodies(Optional.empty(), 10)).containsExactly("c", "b", "a");
        assertThat(bodies(Optional.empty(), 2)).containsExactly("c", "b");
        assertThat(bodies(Optional.of(second), 10)).containsExactly("a");
    }

    @Test
    void whenThereIsNoRoomTheAnswerSaysWhatToDo() {
        String first = keep("a");
        keep("b");
        keep("c");

        assertThat(catchThrowable(() -> keep("d")))
                .hasCauseInstanceOf(RejectedInputsFullException.class)
                .hasMessageContaining("rejected input of bridge/orders-in (kafka orders-0-17) is not kept: 3 of")
                .hasMessageContaining("look at them and discard some");
        table.discard(first).join();
        keep("d");
        assertThat(bodies(Optional.empty(), 10)).containsExactly("d", "c", "b");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThat(catchThrowable(() -> keep("x".repeat(101))))
                .hasMessageContaining("its body has 101 bytes, the limit is 100; take it out of its source by hand");
        assertThat(bodies(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void theRoomIsCountedAgainAfterARestart() {
        keep("a");
        keep("b");
        keep("c");
        table = new RejectedInputTable(store, time, new Limits(3, 100, 10_000));

        assertThat(catchThrowable(() -> keep("d"))).hasCauseInstanceOf(RejectedInputsFullException.class);
    }

    @Test
    void discardingWhatIsNotThereFails() {
        assertThat(table.discard("nothing")).isCompletedExceptionally();
    }
}
