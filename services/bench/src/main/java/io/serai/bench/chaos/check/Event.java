package io.serai.bench.chaos.check;

import java.util.ArrayList;
import java.util.List;

/** An event of the history. There are millions: strings are shared, lines and times are numbers. */
final class Event {

    static final long NOWHERE = -1;

    final String id;

    /** From 0, without holes. */
    final int index;

    final Key key;
    final String type;
    final String source;
    final long number;
    final long checksum;

    /** Where it was published first; 0 where nobody published it. */
    final long published;

    /** When that was. */
    long publishedAt;

    /** In the log, packed. */
    long position = NOWHERE;

    /** The line that says that the log has it at the end; 0 where none does. */
    long kept;

    /** Of its key's events that have a position, the how manieth it is by position. */
    int ordinal = -1;

    Event(String id, int index, Key key, String type, String source, long number, long checksum, long published) {
        this.id = id;
        this.index = index;
        this.key = key;
        this.type = type;
        this.source = source;
        this.number = number;
        this.checksum = checksum;
        this.published = published;
    }

    /** A key, with its events in order of the log. */
    static final class Key {

        final String name;
        final int index;
        final List<Event> events = new ArrayList<>();

        /** The highest number published. */
        long newest = -1;

        Key(String name, int index) {
            this.name = name;
            this.index = index;
        }
    }

    @Override
    public String toString() {
        return "event " + id + " (" + key.name + " " + number + ")";
    }
}
