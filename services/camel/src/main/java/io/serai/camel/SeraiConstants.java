package io.serai.camel;

import org.apache.camel.spi.Metadata;

/**
 * The headers of the component. The attributes of the event are in Camel's own {@code CamelCloudEvent*} headers, its
 * extensions as a map in {@code CamelCloudEventExtensions}.
 */
public final class SeraiConstants {

    @Metadata(
            label = "producer,consumer",
            description = "Where the event stands in the log, as partition-offset",
            javaType = "String")
    public static final String POSITION = "CamelSeraiPosition";

    @Metadata(
            label = "producer",
            description =
                    "Whether the event that was published was known already; the position is where it was stored first",
            javaType = "Boolean")
    public static final String DUPLICATE = "CamelSeraiDuplicate";

    @Metadata(label = "producer", description = "The id of the event that was published", javaType = "String")
    public static final String EVENT_ID = "CamelSeraiEventId";

    @Metadata(
            label = "producer",
            description =
                    "The id under which the message was kept because it can never become an event; absent where it was"
                            + " published",
            javaType = "String")
    public static final String REJECTED = "CamelSeraiRejected";

    @Metadata(label = "consumer", description = "The number of this attempt, 1 for the first", javaType = "Integer")
    public static final String ATTEMPT = "CamelSeraiAttempt";

    @Metadata(
            label = "consumer",
            description = "Whether the event is sent again on somebody's demand",
            javaType = "Boolean")
    public static final String REPLAY = "CamelSeraiReplay";

    @Metadata(label = "consumer", description = "The name of the subscription", javaType = "String")
    public static final String SUBSCRIPTION = "CamelSeraiSubscription";

    @Metadata(
            label = "consumer",
            description =
                    "The incarnation of the owner of the event's partition; an attempt of a lower one is of a former"
                            + " owner",
            javaType = "Long")
    public static final String INCARNATION = "CamelSeraiIncarnation";

    @Metadata(
            label = "consumer",
            description = "The same for every attempt at this event and subscription, different for any other",
            javaType = "String")
    public static final String IDEMPOTENCY_KEY = "CamelSeraiIdempotencyKey";

    @Metadata(
            label = "producer,consumer",
            description = "The transaction that the event belongs to (extension correlationid)",
            javaType = "String")
    public static final String CORRELATION_ID = "CamelSeraiCorrelationId";

    @Metadata(
            label = "consumer",
            description = "The id of the event that caused this one (extension causationid)",
            javaType = "String")
    public static final String CAUSATION_ID = "CamelSeraiCausationId";

    @Metadata(
            label = "consumer",
            description = "When the log took the event in, as an ISO 8601 time",
            javaType = "String")
    public static final String RECORDED_TIME = "CamelSeraiRecordedTime";

    @Metadata(
            label = "consumer",
            description = "What orders the event: its partition key, else its subject, else its id",
            javaType = "String")
    public static final String KEY = "CamelSeraiKey";

    @Metadata(
            label = "consumer",
            description = "When this attempt counts as failed, as an ISO 8601 time",
            javaType = "String")
    public static final String DEADLINE = "CamelSeraiDeadline";

    static final String HEADER_PREFIX = "CamelSerai";

    private SeraiConstants() {}
}
