package io.serai.store.log;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The row of the work table that says who owned the partition last, hidden from {@link Owned#work}.
 *
 * @param clean the owner of this incarnation ended in good order
 */
record OwnerRow(long incarnation, boolean clean) {

    /** Sorts before and apart from every key that others may choose. */
    static final String HIDDEN = "\u0000";

    private static final String KEY = HIDDEN + "owner";

    static @Nullable OwnerRow read(Storage storage, int partition) {
        byte[] row = storage.work(partition, KEY).get(KEY);
        return row == null ? null : new OwnerRow(RecordReader.getLong(row, 1), row[0] != 0);
    }

    void write(Storage storage, int partition) {
        byte[] row = new byte[9];
        row[0] = (byte) (clean ? 1 : 0);
        RecordWriter.putLong(row, 1, incarnation);
        storage.write(partition, incarnation, Map.of(KEY, row), Set.of());
    }
}
