package io.serai.camel;

import io.cloudevents.CloudEvent;
import io.serai.camel.internal.DeadLetterMessage;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetterSender;
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
                            exchange.getMessage(), context.resolvePropertyPlaceholders(endpoint), letter, event);
                })
                .thenCompose(RouteDeadLetterSender::ended);
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
