package io.serai.camel;

import io.serai.camel.internal.DerivedId;
import io.serai.camel.internal.RejectedMessage;
import io.serai.delivery.EventHub;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.SchemaViolationException;
import io.serai.delivery.TooManyHopsException;
import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what can never become an event, so that it neither blocks its source nor is lost. */
final class Rejections {

    private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

    private final EventHub hub;

    Rejections(EventHub hub) {
        this.hub = hub;
    }

    /** The code under which a failure is kept; empty where the same message may succeed another time. */
    static Optional<String> code(Throwable failure) {
        if (failure instanceof InvalidEventException) {
            return Optional.of("invalid");
        } else if (failure instanceof EventTooLargeException) {
            return Optional.of("too-large");
        } else if (failure instanceof SchemaViolationException) {
            return Optional.of("schema");
        } else if (failure instanceof ConflictException) {
            return Optional.of("conflict");
        } else if (failure instanceof TooManyHopsException) {
            return Optional.of("too-many-hops");
        }
        return Optional.empty();
    }

    /** Completes with the id when it is durable. */
    CompletableFuture<String> keep(Exchange exchange, String code, Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        RejectedInput input = new RejectedInput(
                "",
                "bridge/" + exchange.getFromRouteId(),
                DerivedId.describe(exchange),
                code,
                message,
                RejectedMessage.headers(exchange.getMessage()),
                RejectedMessage.body(exchange.getMessage()),
                Instant.ofEpochMilli(exchange.getClock().getCreated()));
        return hub.rejectedInputs().keep(input).whenComplete((id, keepFailed) -> {
            if (keepFailed == null) {
                LOG.warn(
                        "input of route '{}' ({}) is no event and is kept as rejected input '{}' ({}): {}",
                        exchange.getFromRouteId(),
                        input.origin(),
                        id,
                        code,
                        message);
            }
        });
    }
}
