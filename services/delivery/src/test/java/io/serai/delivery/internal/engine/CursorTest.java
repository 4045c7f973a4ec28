package io.serai.delivery.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.internal.engine.Cursor.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CursorTest {

    @Property
    void theCursorIsTheFirstThatIsOpen(@ForAll long seed) {
        Random random = new Random(seed);
        Cursor cursor = new Cursor(100);
        TreeMap<Long, Ticket> open = new TreeMap<>();
        long next = 100;
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    next += random.nextInt(3);
                    open.put(next, cursor.open(next));
                    next++;
                }
                case 1 -> {
                    next += random.nextInt(5);
                    cursor.readTo(next);
                }
                default -> {
                    if (!open.isEmpty()) {
                        List<Long> offsets = new ArrayList<>(open.keySet());
                        cursor.close(open.remove(offsets.get(random.nextInt(offsets.size()))));
                    }
                }
            }
            assertThat(cursor.read()).isEqualTo(next);
            assertThat(cursor.next()).isEqualTo(open.isEmpty() ? next : open.firstKey());
        }
    }

    @Test
    void closingTwiceIsOnce() {
        Cursor cursor = new Cursor(0);
        Ticket first = cursor.open(0);
        cursor.open(1);
        cursor.close(first);
        cursor.close(first);

        assertThat(cursor.next()).isEqualTo(1);
    }

    @Test
    void anOffsetIsOpenedOnce() {
        Cursor cursor = new Cursor(5);
        cursor.open(5);

        assertThatThrownBy(() -> cursor.open(5)).hasMessage("offset 5 was read before, the reader is at 6");
    }
}
