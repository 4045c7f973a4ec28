package io.serai.delivery.internal.rows;

import io.serai.delivery.DeadLetter.Entry;
import io.serai.delivery.internal.rows.DeliveryRow.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link DeliveryRow}; times to the millisecond. */
public final class DeliveryRowCodec {

    private static final int VERSION = 1;

    private DeliveryRowCodec() {}

    public static byte[] encode(DeliveryRow row) {
        RowWriter out = new RowWriter(VERSION).number(code(row.state()));
        row.event().write(out);
        out.number(row.attempts()).number(row.started()).number(row.base());
        out.number(row.began().toEpochMilli())
                .number(row.due().toEpochMilli())
                .number(row.since().toEpochMilli());
        out.flag(row.blocksKey());
        out.text(row.reason()).text(row.cause()).text(row.message());
        row.intents().write(out);
        out.number(row.history().size());
        for (Entry entry : row.history()) {
            out.number(entry.time().toEpochMilli()).text(entry.what()).text(entry.detail());
        }
        return out.done();
    }

    public static DeliveryRow decode(byte[] bytes) {
        RowReader in = new RowReader("delivery", bytes, VERSION);
        return new DeliveryRow(
                state(in.count()),
                EventFacts.read(in),
                in.count(),
                in.count(),
                in.count(),
                time(in),
                time(in),
                time(in),
                in.flag(),
                in.text(),
                in.text(),
                in.text(),
                Intents.read(in),
                history(in));
    }

    private static int code(State state) {
        return switch (state) {
            case RETRYING -> 1;
            case DEAD -> 2;
            case REDRIVING -> 3;
            case RESOLVED -> 4;
            case DISCARDED -> 5;
            case DONE -> 6;
        };
    }

    private static State state(int code) {
        for (State state : State.values()) {
            if (code(state) == code) {
                return state;
            }
        }
        throw new IllegalStateException("delivery row has unknown state " + code);
    }

    private static List<Entry> history(RowReader in) {
        List<Entry> entries = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            entries.add(new Entry(time(in), in.text(), in.text()));
        }
        return entries;
    }

    private static Instant time(RowReader in) {
        return Instant.ofEpochMilli(in.number());
    }
}
