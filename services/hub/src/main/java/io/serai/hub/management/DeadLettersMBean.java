package io.serai.hub.management;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.EventHub;
import io.serai.delivery.SubscriptionState;
import java.util.Optional;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;

/** The dead letters in JMX. */
@ManagedResource(objectName = "io.serai:type=DeadLetters", description = "Deliveries that were given up.")
public final class DeadLettersMBean {

    private static final int MOST = 1000;

    private final EventHub hub;
    private final SubscriptionWatch subscriptions;

    DeadLettersMBean(EventHub hub, SubscriptionWatch subscriptions) {
        this.hub = hub;
        this.subscriptions = subscriptions;
    }

    @ManagedAttribute(description = "Dead letters of all subscriptions neither resolved nor discarded.")
    public long getDead() {
        return subscriptions.all().stream().mapToLong(SubscriptionState::dead).sum();
    }

    @ManagedOperation(
            description = "Lists dead letters in order of id, one a line: id, state, attempts, cause, message.")
    @ManagedOperationParameter(name = "subscription", description = "Name of the subscription; empty for all.")
    @ManagedOperationParameter(name = "limit", description = "At most so many, 1 to 1000.")
    public String list(String subscription, int limit) {
        StringBuilder lines = new StringBuilder();
        DeadLetters.Query query = new DeadLetters.Query(
                Optional.of(subscription).filter(name -> !name.isBlank()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        for (DeadLetter letter : hub.deadLetters().list(query, Optional.empty(), Math.max(1, Math.min(MOST, limit)))) {
            lines.append(line(letter)).append('\n');
        }
        return lines.toString();
    }

    @ManagedOperation(
            description =
                    "Delivers a dead letter again, with the attempts of the policy anew. Answers with the letter.")
    @ManagedOperationParameter(name = "id", description = "Id of the letter: subscription~position.")
    @ManagedOperationParameter(name = "reason", description = "Why, for the history of the letter; may be empty.")
    public String redrive(String id, String reason) {
        return line(Operations.await(hub.deadLetters().redrive(id, "jmx", said(reason))));
    }

    @ManagedOperation(
            description = "Gives a dead letter up for good; it is kept as discarded. Answers with the letter.")
    @ManagedOperationParameter(name = "id", description = "Id of the letter: subscription~position.")
    @ManagedOperationParameter(name = "reason", description = "Why, for the history of the letter; may be empty.")
    public String discard(String id, String reason) {
        return line(Operations.await(hub.deadLetters().discard(id, "jmx", said(reason))));
    }

    private static Optional<String> said(String reason) {
        return Optional.of(reason).filter(text -> !text.isBlank());
    }

    private static String line(DeadLetter letter) {
        return letter.id() + " " + letter.state() + " " + letter.attempts() + " attempts, " + letter.cause() + ": "
                + letter.message();
    }
}
