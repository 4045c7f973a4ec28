package io.serai.store.log;

import io.serai.store.Durability;
import java.time.Clock;

/**
 * What the engine needs to know.
 *
 * @param minCopies an event is acknowledged on no fewer
 * @param maxEventSize bytes of a record
 * @param maxInFlight events accepted and not answered yet; more are refused. It also bounds what a take-over collects
 *     from the copies.
 * @param maxInFlightBytes the same in bytes
 * @param segmentEvents no more in a segment; so many are waited for before some are packed
 * @param segmentBytes no more in a segment, unless one event is larger
 * @param keepSingle so many of a partition's newest events are not packed
 */
public record LogSettings(
        int partitions,
        int minCopies,
        Durability durability,
        long maxEventSize,
        int maxInFlight,
        long maxInFlightBytes,
        int segmentEvents,
        int segmentBytes,
        int keepSingle,
        Clock clock) {}
