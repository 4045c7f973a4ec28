package io.serai.delivery.internal.engine;

import java.util.ArrayDeque;

/**
 * How far a reader has come, and how far everything is settled: events are opened in order of the log and closed in any
 * order, and the cursor is the first that is open.
 */
final class Cursor {

    private final ArrayDeque<Ticket> open = new ArrayDeque<>();
    private long read;

    Cursor(long start) {
        read = start;
    }

    /** Everything below it is settled. */
    long next() {
        Ticket first = open.peek();
        return first == null ? read : first.offset;
    }

    /** Where to read on. */
    long read() {
        return read;
    }

    /** Everything below the offset was looked at. */
    void readTo(long offset) {
        read = Math.max(read, offset);
    }

    /** The event at the offset is to be settled. Offsets only grow. */
    Ticket open(long offset) {
        if (offset < read) {
            throw new IllegalArgumentException("offset " + offset + " was read before, the reader is at " + read);
        }
        Ticket ticket = new Ticket(offset);
        open.add(ticket);
        read = offset + 1;
        return ticket;
    }

    /** It is settled; twice is once. Answers whether the cursor moved. */
    boolean close(Ticket ticket) {
        ticket.closed = true;
        boolean moved = false;
        for (Ticket first = open.peek(); first != null && first.closed; first = open.peek()) {
            open.remove();
            moved = true;
        }
        return moved;
    }

    boolean isOpen(long offset) {
        return open.stream().anyMatch(ticket -> ticket.offset == offset && !ticket.closed);
    }

    /** An event on its way. */
    static final class Ticket {

        private final long offset;
        private boolean closed;

        private Ticket(long offset) {
            this.offset = offset;
        }
    }
}
