package io.serai.store;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Events for tests. */
public final class Events {

    public static final URI SOURCE = URI.create("/shop");

    private Events() {}

    public static CloudEvent event(String id, String subject, String data) {
        return event(id, subject, data.getBytes(StandardCharsets.UTF_8));
    }

    public static CloudEvent event(String id, String subject, byte[] data) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(SOURCE)
                .withType("shop.order.placed")
                .withSubject(subject)
                .withData("text/plain", data)
                .build();
    }
}
