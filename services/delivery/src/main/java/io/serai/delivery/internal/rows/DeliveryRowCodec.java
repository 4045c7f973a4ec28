package io.serai.delivery.internal.rows;

import io.serai.delivery.DeadLetter.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link DeliveryRow}; times to the millisecond. */
public final class DeliveryRowCodec {

    private static final int VERSION = 1;

    private DeliveryRowCodec() {}

    public static byte[] encode(DeliveryRow row) {
        RowWriter out = new RowWriter(VERSION).number(row.state().ordinal());
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
                DeliveryRow.State.values()[in.count()],
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
