package io.serai.camel;

import io.serai.camel.internal.Arrival;
import io.serai.camel.internal.DerivedId;
import io.serai.camel.internal.RejectedMessage;
import io.serai.delivery.EventHub;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInputsFullException;
import io.serai.delivery.SchemaViolationException;
import io.serai.delivery.TooManyHopsException;
import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
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

    /**
     * Completes with the id when it is durable. Kept is the message as the route got it, once for all its parts that are
     * rejected: that is what a redrive needs. Where it is too large, the part alone is kept, to be looked at; and so is
     * what a subscription made of an event, which is in the log.
     */
    CompletableFuture<String> keep(Exchange exchange, String code, Throwable failure) {
        String message = part(exchange) + message(failure);
        Optional<Arrival> arrival = Arrival.of(exchange);
        CompletableFuture<String> kept = arrival.isEmpty()
                ? keepStep(exchange, code, message)
                : arrival.get()
                        .keepOnce(() -> keep(exchange, code, message, RejectedMessage.of(exchange, arrival.get())))
                        .exceptionallyCompose(refused -> isPart(exchange, arrival.get()) && isFull(refused)
                                ? keepStep(exchange, code, message)
                                : CompletableFuture.failedFuture(refused));
        return kept.whenComplete((id, keepFailed) -> {
            if (keepFailed == null) {
                LOG.warn(
                        "input of route '{}' ({}) is no event and is kept as rejected input '{}' ({}): {}",
                        exchange.getFromRouteId(),
                        DerivedId.describe(exchange),
                        id,
                        code,
                        message);
            }
        });
    }

    /** What is wrong, for people. */
    static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }

    private CompletableFuture<String> keepStep(Exchange exchange, String code, String message) {
        return keep(exchange, code, message, RejectedMessage.ofStep(exchange));
    }

    private CompletableFuture<String> keep(Exchange exchange, String code, String message, RejectedMessage kept) {
        return hub.rejectedInputs()
                .keep(new RejectedInput(
                        "",
                        RejectedInput.bridge(String.valueOf(exchange.getFromRouteId())),
                        DerivedId.describe(exchange),
                        code,
                        message,
                        kept.headers(),
                        kept.body(),
                        kept.form(),
                        Instant.ofEpochMilli(exchange.getClock().getCreated())));
    }

    private static boolean isPart(Exchange exchange, Arrival arrival) {
        return exchange.getMessage().getBody() != arrival.body();
    }

    private static boolean isFull(Throwable refused) {
        return refused instanceof RejectedInputsFullException
                || refused instanceof CompletionException && refused.getCause() instanceof RejectedInputsFullException;
    }

    private static String part(Exchange exchange) {
        Object index = exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX);
        return index == null ? "" : "part " + index + " of the message: ";
    }
}
