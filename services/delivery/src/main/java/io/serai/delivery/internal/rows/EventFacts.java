package io.serai.delivery.internal.rows;

import io.cloudevents.CloudEvent;
import io.serai.store.StoredEvent;
import java.util.Optional;

/** What is shown of an event beside its delivery, so that a list of letters needs no look into the log. */
public record EventFacts(
        String key, String id, String source, String type, Optional<String> subject, Optional<String> correlationId) {

    public static EventFacts of(StoredEvent stored) {
        CloudEvent event = stored.event();
        return new EventFacts(
                stored.key(),
                event.getId(),
                event.getSource().toString(),
                event.getType(),
                Optional.ofNullable(event.getSubject()),
                Optional.ofNullable(event.getExtension("correlationid")).map(Object::toString));
    }

    void write(RowWriter out) {
        out.text(key).text(id).text(source).text(type).optional(subject).optional(correlationId);
    }

    static EventFacts read(RowReader in) {
        return new EventFacts(in.text(), in.text(), in.text(), in.text(), in.optional(), in.optional());
    }
}
