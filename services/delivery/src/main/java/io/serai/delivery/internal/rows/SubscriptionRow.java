package io.serai.delivery.internal.rows;

import java.time.Instant;

/**
 * A subscription that is known, in the control table: from when on, and where it began.
 *
 * @param start as {@link io.serai.delivery.StartAt#parse} reads it
 */
public record SubscriptionRow(Instant created, String start) {

    public static final String PREFIX = "subscription/";
    public static final String PAUSED_PREFIX = "paused/";

    private static final int VERSION = 1;

    public byte[] encode() {
        return new RowWriter(VERSION).number(created.toEpochMilli()).text(start).done();
    }

    public static SubscriptionRow decode(byte[] row) {
        RowReader in = new RowReader("subscription", row, VERSION);
        return new SubscriptionRow(Instant.ofEpochMilli(in.number()), in.text());
    }
}
