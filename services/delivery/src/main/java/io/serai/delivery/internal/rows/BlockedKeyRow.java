package io.serai.delivery.internal.rows;

/**
 * A key whose events wait: those at {@code next} and above that the cursor has passed are still to be delivered. One
 * row, however many wait.
 *
 * @param next events of the key below it are done, or have a delivery row of their own
 */
public record BlockedKeyRow(long next) {

    private static final int VERSION = 1;

    public byte[] encode() {
        return new RowWriter(VERSION).number(next).done();
    }

    public static BlockedKeyRow decode(byte[] row) {
        return new BlockedKeyRow(new RowReader("blocked key", row, VERSION).number());
    }
}
