package io.serai.store.geode;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapRoomTest {

    private long alive;
    private long afterNextCollection = -1;
    private int collections;
    private long now;

    private final HeapRoom room = new HeapRoom(
            () -> new MemoryUsage(0, alive, 100, 100),
            85,
            () -> {
                collections++;
                alive = afterNextCollection < 0 ? alive : afterNextCollection;
            },
            () -> now);

    @Test
    void isNotShortBelowTheLimit() {
        alive = 84;
        assertThat(room.now()).isEmpty();
        assertThat(collections).isZero();
    }

    @Test
    void isShortWhenACollectionLeavesTooMuch() {
        alive = 90;
        assertThat(room.now().orElseThrow())
                .contains("90 % full", "the limit is 85 %", "serai.store.max-heap-percentage");
    }

    @Test
    void isNotShortWhenItWasGarbage() {
        alive = 99;
        afterNextCollection = 30;
        assertThat(room.now()).isEmpty();
    }

    @Test
    void collectsNowAndThenWhileItIsShortToSeeThatThereIsRoomAgain() {
        alive = 90;
        assertThat(room.now()).isPresent();
        afterNextCollection = 40;
        assertThat(room.now()).isPresent();
        assertThat(collections).isEqualTo(1);

        now += Duration.ofSeconds(15).toNanos();
        assertThat(room.now()).isEmpty();
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void isNotShortWhereNothingIsKnown() {
        assertThat(new HeapRoom(() -> null, 85, () -> {}, () -> 0).now()).isEmpty();
    }
}
