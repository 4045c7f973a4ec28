package io.serai.delivery.internal.engine;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.EventFacts;
import io.serai.store.Position;
import java.util.Optional;

/** Delivery rows as people see them. */
final class LetterView {

    private LetterView() {}

    /** A row that is retrying, or done, is no letter. */
    static Optional<DeadLetter.State> state(DeliveryRow row) {
        return switch (row.state()) {
            case RETRYING, DONE -> Optional.empty();
            case DEAD -> Optional.of(DeadLetter.State.DEAD);
            case REDRIVING -> Optional.of(DeadLetter.State.REDRIVING);
            case RESOLVED -> Optional.of(DeadLetter.State.RESOLVED);
            case DISCARDED -> Optional.of(DeadLetter.State.DISCARDED);
        };
    }

    static DeadLetter of(String subscription, Position position, DeliveryRow row) {
        EventFacts event = row.event();
        return new DeadLetter(
                id(subscription, position),
                subscription,
                position,
                event.id(),
                event.source(),
                event.type(),
                event.subject(),
                event.correlationId(),
                state(row).orElse(DeadLetter.State.DEAD),
                row.attempts(),
                row.reason(),
                row.cause(),
                row.message(),
                row.since(),
                row.history());
    }

    static String id(String subscription, Position position) {
        return subscription + "~" + position;
    }
}
