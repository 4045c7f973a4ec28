package io.serai.camel;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.camel.internal.DeadLetterMessage;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetterSender;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;

/** Sends dead letters to any Camel endpoint; over http, kafka, jms and amqp in the CloudEvents binding. */
public final class RouteDeadLetterSender implements DeadLetterSender, AutoCloseable {

    private final CamelContext context;
    private final ProducerTemplate producer;

    public RouteDeadLetterSender(CamelContext context) {
        this.context = context;
        this.producer = context.createProducerTemplate();
    }

    @Override
    public CompletionStage<Void> send(String endpoint, DeadLetter letter, CloudEvent event) {
        return producer.asyncSend(endpoint, exchange -> {
                    exchange.setPattern(ExchangePattern.InOnly);
                    DeadLetterMessage.fill(
                            exchange.getMessage(),
                            context.resolvePropertyPlaceholders(endpoint),
                            letter,
                            withDestination(letter, event));
                })
                .thenCompose(RouteDeadLetterSender::ended);
    }

    /** Where the event should have gone: Knative's sinks expect an address, which only a declared target has. */
    private CloudEvent withDestination(DeadLetter letter, CloudEvent event) {
        EventHub hub = context.getRegistry().findSingleByType(EventHub.class);
        return Optional.ofNullable(hub)
                .map(found -> found.definitions().subscriptions().get(letter.subscription()))
                .flatMap(Definitions.Declared::deliver)
                .map(target -> context.resolvePropertyPlaceholders(target).replaceFirst("\\?.*", ""))
                .<CloudEvent>map(address -> CloudEventBuilder.from(event)
                        .withExtension("knativeerrordest", address)
                        .build())
                .orElse(event);
    }

    private static CompletableFuture<Void> ended(Exchange exchange) {
        Exception failed = exchange.getException();
        return failed == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failed);
    }

    @Override
    public void close() {
        producer.stop();
    }
}
