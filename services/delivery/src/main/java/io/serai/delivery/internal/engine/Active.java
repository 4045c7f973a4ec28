package io.serai.delivery.internal.engine;

import io.cloudevents.rw.CloudEventRWException;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Policy;
import io.serai.delivery.Subscription;
import io.serai.store.StoredEvent;

/** A subscription as it is declared now, with its target, and what its policy means. */
record Active(Subscription subscription, DeliveryTarget target, RetryPlan retryPlan) {

    static Active of(Subscription subscription, DeliveryTarget target) {
        return new Active(
                subscription, target, new RetryPlan(subscription.policy().retry()));
    }

    Policy policy() {
        return subscription.policy();
    }

    boolean ordered() {
        return policy().order() == Policy.Order.KEY;
    }

    boolean wants(StoredEvent event) {
        if (!subscription.types().match(event.type())) {
            return false;
        }
        try {
            return subscription.filter().isEmpty()
                    || subscription.filter().get().match(event.event());
        } catch (CloudEventRWException unreadable) {
            // the target is to see it and fail: an event is never left out silently
            return true;
        }
    }
}
