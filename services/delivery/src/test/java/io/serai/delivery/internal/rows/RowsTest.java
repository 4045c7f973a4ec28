package io.serai.delivery.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.DeadLetter.Entry;
import io.serai.delivery.Failure;
import io.serai.delivery.RejectedInput;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RowsTest {

    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123Z");

    @Property(tries = 300)
    void aDeliveryRowIsReadAsWritten(
            @ForAll DeliveryRow.State state,
            @ForAll @StringLength(max = 50) String text,
            @ForAll @NotEmpty String key,
            @ForAll boolean flag,
            @ForAll @LongRange(min = 0, max = 1 << 20) long number) {
        DeliveryRow row = new DeliveryRow(
                state,
                new EventFacts(key, text, "/" + text, "type", Optional.of(text), Optional.empty()),
                (int) number,
                (int) number + 1,
                3,
                TIME,
                TIME.plusMillis(number),
                TIME,
                flag,
                "why",
                text,
                text,
                new Intents(flag, !flag, Optional.of("jms:" + text)),
                List.of(new Entry(TIME, "attempt 1", text), new Entry(TIME, "redrive", "")));

        assertThat(DeliveryRowCodec.decode(DeliveryRowCodec.encode(row))).isEqualTo(row);
    }

    @Property(tries = 300)
    void theCursorsAreReadAsWritten(@ForAll Map<String, @LongRange(min = 0, max = (1L << 48) - 1) Long> cursors) {
        Map<String, CursorRow.At> all = new java.util.HashMap<>();
        cursors.forEach((name, next) -> all.put(name, new CursorRow.At(next, next + 16)));
        CursorRow row = new CursorRow(all);

        assertThat(CursorRow.decode(row.encode())).isEqualTo(row);
    }

    @Property(tries = 300)
    void aRowCutOffIsRefused(@ForAll @LongRange(min = 0, max = 200) long length) {
        byte[] row = new SubscriptionRow(TIME, "beginning").encode();
        byte[] cut = Arrays.copyOf(row, (int) Math.min(length, row.length - 1));

        assertThatThrownBy(() -> SubscriptionRow.decode(cut)).hasMessage("subscription row is cut off or damaged");
    }

    @Test
    void aRowOfAnotherReleaseIsRefused() {
        byte[] row = new BlockedKeyRow(7).encode();
        row[0] = 9;

        assertThatThrownBy(() -> BlockedKeyRow.decode(row))
                .hasMessage("blocked key row has form 9, this release reads form 1; start the release that wrote it");
    }

    @Test
    void smallRowsAreReadAsWritten() {
        assertThat(BlockedKeyRow.decode(new BlockedKeyRow(1L << 40).encode())).isEqualTo(new BlockedKeyRow(1L << 40));
        SubscriptionRow row = new SubscriptionRow(TIME, "now");
        assertThat(SubscriptionRow.decode(row.encode())).isEqualTo(row);
    }

    @Test
    void rejectedInputKeepsTheTypesOfItsHeaders() {
        Map<String, Object> headers = Map.of(
                "text",
                "b",
                "bytes",
                new byte[] {0, (byte) 0xff},
                "flag",
                true,
                "byte",
                (byte) 1,
                "short",
                (short) 2,
                "int",
                3,
                "long",
                4L,
                "float",
                0.1f,
                "double",
                0.1d);
        for (RejectedInput.Form form : RejectedInput.Form.values()) {
            RejectedInput input = new RejectedInput(
                    "id", "bridge/a", "kafka o-0-1", "schema", "wrong", headers, new byte[] {1, 2}, form, TIME);

            assertThat(RejectedInputCodec.decode(RejectedInputCodec.encode(input)))
                    .usingRecursiveComparison()
                    .isEqualTo(input);
        }
    }

    /** As the first release wrote it. */
    @Test
    void rejectedInputOfTheFirstFormIsStillRead() {
        byte[] row = new RowWriter(1)
                .text("id")
                .text("bridge/a")
                .text("kafka o-0-1")
                .text("schema")
                .text("wrong")
                .number(1)
                .text("kafka.OFFSET")
                .text("17")
                .raw(new byte[] {1, 2})
                .number(TIME.toEpochMilli())
                .done();

        assertThat(RejectedInputCodec.decode(row))
                .usingRecursiveComparison()
                .isEqualTo(new RejectedInput(
                        "id",
                        "bridge/a",
                        "kafka o-0-1",
                        "schema",
                        "wrong",
                        Map.of("kafka.OFFSET", "17"),
                        new byte[] {1, 2},
                        RejectedInput.Form.BYTES,
                        TIME));
    }

    @Test
    void keysSortByOffset() {
        assertThat(RowKeys.delivery("a", 99)).isLessThan(RowKeys.delivery("a", 100));
        assertThat(RowKeys.offset(RowKeys.delivery("a.b-c", (1L << 48) - 1))).isEqualTo((1L << 48) - 1);
    }

    @Test
    void theHistoryKeepsTheNewestAndLongTextsAreShortened() {
        DeliveryRow row =
                DeliveryRow.fresh(new EventFacts("k", "i", "/s", "t", Optional.empty(), Optional.empty()), TIME);
        for (int i = 0; i < 100; i++) {
            row = row.failed(TIME, Failure.http(500, "x".repeat(5_000), Optional.empty()));
        }

        assertThat(row.attempts()).isEqualTo(100);
        assertThat(row.history()).hasSize(DeliveryRow.MAX_HISTORY);
        assertThat(row.history().get(0).what()).isEqualTo("attempt 51");
        assertThat(row.message()).hasSize(1_001).endsWith("…");
    }
}
