package io.serai.delivery.internal.rows;

import java.util.Map;
import java.util.TreeMap;

/**
 * The cursors of all subscriptions in one partition: one row, however many read.
 *
 * @param cursors by subscription
 */
public record CursorRow(Map<String, At> cursors) {

    private static final int VERSION = 1;

    public CursorRow {
        cursors = Map.copyOf(cursors);
    }

    public byte[] encode() {
        RowWriter out = new RowWriter(VERSION).number(cursors.size());
        new TreeMap<>(cursors)
                .forEach((name, at) -> out.text(name).number(at.next).number(at.horizon));
        return out.done();
    }

    public static CursorRow decode(byte[] row) {
        RowReader in = new RowReader("cursor", row, VERSION);
        Map<String, At> cursors = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            cursors.put(in.text(), new At(in.number(), in.number()));
        }
        return new CursorRow(cursors);
    }

    /**
     * Where a subscription stands.
     *
     * @param next everything below it is done, or kept in a row
     * @param horizon no event at it or above has been begun
     */
    public record At(long next, long horizon) {}
}
