package io.serai.bench.chaos.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the history. One process writes all of it, so that the times of two entries compare: {@code at} is
 * nanoseconds since the run began. What is said to begin is written before it is done, what is said to have ended after
 * it was (but {@link AttemptEnded}).
 *
 * <p>An event is known by its id, which no other event of the run has, whatever its source. Each client publishes events
 * of one key, numbered 0, 1, 2 …, the next only when the one before was acknowledged, the same one again until then.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
@JsonSubTypes({
    @Type(value = Entry.RunBegan.class, name = "run-began"),
    @Type(value = Entry.RunEnded.class, name = "run-ended"),
    @Type(value = Entry.Declared.class, name = "declared"),
    @Type(value = Entry.NodeChanged.class, name = "node-changed"),
    @Type(value = Entry.FaultBegan.class, name = "fault-began"),
    @Type(value = Entry.FaultEnded.class, name = "fault-ended"),
    @Type(value = Entry.FaultSkipped.class, name = "fault-skipped"),
    @Type(value = Entry.PublishBegan.class, name = "publish-began"),
    @Type(value = Entry.PublishEnded.class, name = "publish-ended"),
    @Type(value = Entry.AttemptBegan.class, name = "attempt-began"),
    @Type(value = Entry.AttemptEnded.class, name = "attempt-ended"),
    @Type(value = Entry.CursorSeen.class, name = "cursor-seen"),
    @Type(value = Entry.MembersSeen.class, name = "members-seen"),
    @Type(value = Entry.Kept.class, name = "kept"),
    @Type(value = Entry.Parked.class, name = "parked"),
    @Type(value = Entry.Rejected.class, name = "rejected")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Entry {

    /** Nanoseconds since the run began. */
    long at();

    /** The first entry. */
    record RunBegan(long at, Instant time, long seed, Map<String, String> settings) implements Entry {}

    /** The last entry, after what is there at the end was read; a run that was killed or broken off has none. */
    record RunEnded(long at) implements Entry {}

    /**
     * A subscription of the run, written before the first event is published.
     *
     * @param types as declared, {@code chaos.orders.*,chaos.bills}
     * @param ordered {@code order: key}
     * @param concurrency attempts in flight per node
     * @param attempts of one delivery until it is dead
     * @param timeoutMillis of one attempt
     */
    record Declared(
            long at,
            String subscription,
            String types,
            boolean ordered,
            int concurrency,
            int attempts,
            long timeoutMillis)
            implements Entry {}

    /** A hub process. */
    record NodeChanged(long at, String node, State state, @Nullable Integer exitCode, @Nullable String detail)
            implements Entry {

        /** What became of it. */
        public enum State {
            STARTED,
            READY,
            ENDED
        }
    }

    /**
     * Something is about to be broken.
     *
     * @param number of the fault in the run
     * @param fault its kind, such as {@code kill-oldest}
     * @param nodes that it hits; none for a subscriber or a broker
     */
    record FaultBegan(long at, int number, String fault, List<String> nodes, @Nullable String detail)
            implements Entry {}

    /** It was undone and all nodes are ready again. */
    record FaultEnded(long at, int number, @Nullable String detail) implements Entry {}

    /** It cannot be done on this machine. */
    record FaultSkipped(long at, int number, String fault, String why) implements Entry {}

    /**
     * An event is about to be sent, for the first time or again.
     *
     * @param node it is sent to, over HTTP
     * @param number of the event within its key
     * @param checksum CRC-32 of its data
     */
    record PublishBegan(
            long at,
            String client,
            Transport transport,
            @Nullable String node,
            String source,
            String id,
            String type,
            String key,
            long number,
            long checksum)
            implements Entry {}

    /** The way an event comes in. */
    enum Transport {
        HTTP,
        KAFKA,
        JMS
    }

    /**
     * What became of the newest {@link PublishBegan} of the client and event.
     *
     * @param status of HTTP, if there was an answer
     * @param position of HTTP, if acknowledged
     * @param duplicate the answer said that the event was known
     */
    record PublishEnded(
            long at,
            String client,
            String id,
            Answer outcome,
            @Nullable Integer status,
            @Nullable String position,
            boolean duplicate)
            implements Entry {

        /** Of the hub for HTTP, of the broker for Kafka and JMS. */
        public enum Answer {
            /** It is kept. */
            ACKNOWLEDGED,
            /** It said no. */
            REFUSED,
            /** Nobody knows. */
            FAILED
        }
    }

    /**
     * A subscriber got an event; all but the subscription is read from what it got.
     *
     * @param serial numbers all attempts of the run, so that the two entries of one meet
     * @param number of the event within its key, from its data
     * @param checksum CRC-32 of its data
     * @param attempt {@code serai-attempt}, 1 for the first
     */
    record AttemptBegan(
            long at,
            long serial,
            String subscription,
            String source,
            String id,
            String type,
            String key,
            long number,
            long checksum,
            String position,
            int attempt,
            long incarnation)
            implements Entry {}

    /**
     * What the subscriber is about to answer: with the answer the next attempt may begin, so this is written first.
     *
     * @param status of HTTP, if it answers
     */
    record AttemptEnded(
            long at,
            long serial,
            String subscription,
            String position,
            int attempt,
            Outcome outcome,
            @Nullable Integer status)
            implements Entry {

        /** How it ended for the subscriber; the hub may not have heard. */
        public enum Outcome {
            SUCCEEDED,
            FAILED,
            /** It hung, or the connection broke. */
            UNANSWERED
        }
    }

    /**
     * A node told how far a subscription is in a partition it owns: what an owner after it begins with. Written when it
     * has answered.
     *
     * @param next the first offset not passed
     */
    record CursorSeen(long at, String node, String subscription, int partition, long next) implements Entry {}

    /** What a node sees of the cluster changed. */
    record MembersSeen(long at, String node, List<String> members) implements Entry {}

    /** An event of the log as it is at the end. */
    record Kept(long at, String position, String source, String id, String type, @Nullable String key, long number)
            implements Entry {}

    /**
     * A dead letter at the end.
     *
     * @param state as the API writes it: {@code dead}, {@code redriving}, {@code resolved}, {@code discarded}
     */
    record Parked(long at, String subscription, String position, String id, String state) implements Entry {}

    /** A rejected input at the end; none is expected. */
    record Rejected(long at, String id, String origin, String cause) implements Entry {}
}
