package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRow.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a reader finds in the rows when it begins.
 *
 * @param waiting deliveries that go on at their time
 * @param lost deliveries of which an attempt was begun and recorded, and then the process ended
 * @param unfinished letters with open intents, by offset
 * @param dead letters that are dead
 */
record Restored(List<Delivery> waiting, List<Delivery> lost, List<Long> unfinished, int dead) {

    /** Reads rows and markers into the reader. */
    static Restored into(PartitionReader reader) {
        boolean unclean = reader.partition.afterUncleanEnd();
        Map<Long, DeliveryRow> rows = reader.rows.all();
        Map<String, BlockedKeyRow> markers = markers(reader.rows, rows);
        markers.forEach((key, marker) -> reader.keys.marked(key, marker.next(), unclean));
        List<Delivery> waiting = new ArrayList<>();
        List<Delivery> lost = new ArrayList<>();
        List<Long> unfinished = new ArrayList<>();
        int dead = 0;
        for (Map.Entry<Long, DeliveryRow> kept : rows.entrySet()) {
            long offset = kept.getKey();
            DeliveryRow row = kept.getValue();
            reader.keptAlready(offset);
            String key = row.event().key();
            if (row.state() == State.RETRYING || row.state() == State.REDRIVING) {
                Delivery delivery = new Delivery(reader, offset, key);
                delivery.row = row;
                delivery.suspect = unclean;
                // a letter that is redriven waits for its key even where the key does not wait for it
                delivery.keyed = row.state() == State.REDRIVING || markers.containsKey(key);
                if (delivery.keyed && (row.state() == State.RETRYING || row.blocksKey())) {
                    delivery.blocks = true;
                    reader.keys.hold(key);
                }
                reader.active.put(offset, delivery);
                (unclean && row.started() > row.attempts() ? lost : waiting).add(delivery);
            } else if (row.state() == State.DONE) {
                reader.rows.remove(offset, row);
            } else if (row.state() == State.DEAD) {
                dead++;
                if (row.blocksKey() && markers.containsKey(key)) {
                    reader.holds.add(offset);
                    reader.keys.hold(key);
                }
            }
            if (row.intents().open()) {
                unfinished.add(offset);
            }
        }
        reader.keys.walkUnblocked();
        return new Restored(waiting, lost, unfinished, dead);
    }

    /** A crash may have come between a row that blocks its key and the marker: it is made up for. */
    private static Map<String, BlockedKeyRow> markers(KeptRows kept, Map<Long, DeliveryRow> rows) {
        Map<String, BlockedKeyRow> markers = kept.markers();
        Map<String, BlockedKeyRow> missing = new TreeMap<>();
        rows.forEach((offset, row) -> {
            BlockedKeyRow marker = markers.get(row.event().key());
            if (row.blocksKey() && (marker == null || marker.next() <= offset)) {
                missing.put(row.event().key(), new BlockedKeyRow(offset + 1));
            }
        });
        if (!missing.isEmpty()) {
            kept.mark(missing, false);
            markers.putAll(missing);
        }
        return markers;
    }
}
