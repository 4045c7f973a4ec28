package io.serai.store.log;

import io.serai.store.Durability;
import java.time.Clock;
import java.time.Duration;

/**
 * What the engine needs to know.
 *
 * @param node the name of this node
 * @param minCopies an event is acknowledged on no fewer
 * @param maxEventSize bytes of a record
 * @param maxInFlight events accepted and not answered yet; more are refused. It also bounds what a take-over collects
 *     from the copies.
 * @param maxInFlightBytes the same in bytes
 * @param segmentEvents no more in a segment; so many are waited for before some are packed
 * @param segmentBytes no more in a segment, unless one event is larger
 * @param keepSingle so many of a partition's newest events are not packed
 * @param ownerWait in a cluster, how long an answer of the owner of a partition is waited for, and for there to be one
 */
public record LogSettings(
        String node,
        int partitions,
        int minCopies,
        Durability durability,
        long maxEventSize,
        int maxInFlight,
        long maxInFlightBytes,
        int segmentEvents,
        int segmentBytes,
        int keepSingle,
        Duration ownerWait,
        Clock clock) {}
