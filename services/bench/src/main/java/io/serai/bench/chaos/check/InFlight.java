package io.serai.bench.chaos.check;

/** How much the hub can have begun without a durable trace of its end. */
final class InFlight {

    /**
     * Per subscription and partition. A reader is at most 4,096 events ahead of its cursor ({@code
     * PartitionReader.MAX_AHEAD}), and begins none at or above the horizon that was saved together with a cursor, at most
     * 256 beyond where it was ({@code HORIZON_MAX}). So whoever takes the partition over finds no more than these between
     * the cursor and the horizon. As a rule it is far less: what is in flight ({@code concurrency} of the policy, for the
     * whole node) and what was done since the cursor was saved, a tenth of a second before.
     */
    static final int MOST = 4_096 + 256;

    private InFlight() {}
}
