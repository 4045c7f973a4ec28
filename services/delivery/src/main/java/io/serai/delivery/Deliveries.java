package io.serai.delivery;

import io.serai.store.StoredEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The subscriptions of this hub and what happens on them. */
public interface Deliveries {

    /**
     * Declares the subscription and starts to deliver to the target. Where the name is known from before, it goes on at
     * its cursors and {@link Subscription#start} is not looked at.
     *
     * @throws IllegalArgumentException where the name has a target already
     */
    Registration subscribe(Subscription subscription, DeliveryTarget target);

    /**
     * All subscriptions, in order of name, also those that have no target at present; as all nodes together see them.
     * Other nodes are asked: only threads that may block may call this, {@link #subscription} and {@link #fates}.
     */
    List<SubscriptionState> subscriptions();

    /** As {@link #subscriptions}, with who gave no answer within a few seconds: there is a sum without them. */
    default Overview<SubscriptionState> subscriptionsOverview() {
        return new Overview<>(subscriptions(), List.of());
    }

    Optional<SubscriptionState> subscription(String name);

    /**
     * How a subscription stands in each partition that a node delivers, in order of the partitions. One that is missing
     * moves, or its node gave no answer. Other nodes are asked.
     */
    List<PartitionState> partitions(String name);

    /** As {@link #partitions}, with who gave no answer within a few seconds. */
    default Overview<PartitionState> partitionsOverview(String name) {
        return new Overview<>(partitions(name), List.of());
    }

    /** As {@link #subscriptions}, over the partitions that this node owns: asks nobody, for metrics and health. */
    default List<SubscriptionState> subscriptionsHere() {
        return subscriptions();
    }

    /** One of {@link #subscriptionsHere}. */
    default Optional<SubscriptionState> subscriptionHere(String name) {
        return subscription(name);
    }

    /** Stops starting attempts until resumed, through restarts; attempts in flight end. Completes when durable. */
    CompletableFuture<Void> pause(String name);

    CompletableFuture<Void> resume(String name);

    /**
     * Forgets cursors, delivery rows and dead letters of a subscription without a target, on all nodes. Completes when
     * durable. Should a node fail meanwhile the subscription is there still, in part, and can be deleted again.
     */
    CompletableFuture<Void> delete(String name);

    /** What became of the event at every subscription of this hub, in order of name. */
    List<Fate> fates(StoredEvent event);

    /** How {@code dead-letter.to} of a policy is carried out; until it is set, such letters wait. */
    void sendDeadLettersWith(DeadLetterSender sender);

    /** A subscription with its target, from {@link #subscribe} to {@link #close}. */
    interface Registration extends AutoCloseable {

        /** Completes when the first cursor of every owned partition is durable: from then on no event is missed. */
        CompletableFuture<Void> ready();

        /** No new attempts until {@link #resume}; not kept through a restart, unlike {@link Deliveries#pause}. */
        void suspend();

        void resume();

        /** Attempts in flight. */
        int inFlight();

        /** Detaches the target; cursors stay and pin their events. Attempts in flight still count if they end. */
        @Override
        void close();
    }
}
