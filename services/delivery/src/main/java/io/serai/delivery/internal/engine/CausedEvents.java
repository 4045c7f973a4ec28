package io.serai.delivery.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Hops;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.EventFacts;
import io.serai.store.Position;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Events that deliveries bring about. Their ids follow from subscription, position and the event that caused them, so
 * that publishing one twice keeps it once. Each counts a hop more than its cause.
 */
final class CausedEvents {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KNATIVE_DATA_LIMIT = 1_024;

    private CausedEvents() {}

    /** What a target answered, as caused by the event. */
    static CloudEvent reply(String subscription, Position position, CloudEvent cause, CloudEvent reply) {
        CloudEventBuilder built = CloudEventBuilder.from(reply)
                .withId(id(
                        "reply",
                        subscription,
                        position,
                        cause.getId(),
                        cause.getSource().toString()))
                .withExtension("causationid", cause.getId())
                .withExtension(Hops.EXTENSION, Hops.after(cause));
        Object correlation = cause.getExtension("correlationid");
        return (correlation == null ? built : built.withExtension("correlationid", correlation.toString())).build();
    }

    /** Says that a delivery was given up. The same for the same death. */
    static CloudEvent failEvent(String type, String subscription, Position position, DeliveryRow row, int hops) {
        EventFacts event = row.event();
        ObjectNode data = JSON.createObjectNode()
                .put("subscription", subscription)
                .put("position", position.toString())
                .put("reason", row.reason())
                .put("cause", row.cause())
                .put("message", row.message())
                .put("attempts", row.attempts());
        data.putObject("event")
                .put("id", event.id())
                .put("source", event.source())
                .put("type", event.type())
                .put("subject", event.subject().orElse(null));
        CloudEventBuilder built = CloudEventBuilder.v1()
                .withId(id("fail", subscription, position, event.id(), event.source()))
                .withSource(URI.create("/serai/" + subscription))
                .withType(type)
                .withTime(row.since().atOffset(java.time.ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(data.toString().getBytes(StandardCharsets.UTF_8))
                .withExtension("partitionkey", event.key())
                .withExtension("causationid", event.id())
                .withExtension(Hops.EXTENSION, hops);
        event.subject().ifPresent(built::withSubject);
        event.correlationId().ifPresent(correlation -> built.withExtension("correlationid", correlation));
        return built.build();
    }

    /** The dead event with what Knative's sinks look at. */
    static CloudEvent forwarded(CloudEvent event, String destination, DeliveryRow row) {
        CloudEventBuilder built = CloudEventBuilder.from(event)
                .withExtension("knativeerrordest", destination)
                .withExtension(Hops.EXTENSION, Hops.after(event));
        if (row.cause().startsWith("http:")) {
            built.withExtension("knativeerrorcode", Integer.valueOf(row.cause().substring("http:".length())));
        }
        String message = row.message();
        return built.withExtension(
                        "knativeerrordata",
                        message.length() > KNATIVE_DATA_LIMIT ? message.substring(0, KNATIVE_DATA_LIMIT) : message)
                .build();
    }

    private static String id(String kind, String subscription, Position position, String id, String source) {
        String name = String.join("\n", kind, subscription, position.toString(), source, id);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
