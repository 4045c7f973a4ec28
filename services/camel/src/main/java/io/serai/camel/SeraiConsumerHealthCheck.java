package io.serai.camel;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up once the first cursors of the subscription are durable; a target that is down is told, and is not the hub's fault. */
class SeraiConsumerHealthCheck extends AbstractHealthCheck {

    private final SeraiConsumer consumer;
    private final String routeId;

    SeraiConsumerHealthCheck(SeraiConsumer consumer, String routeId) {
        super("camel", "consumer:serai-" + routeId);
        this.consumer = consumer;
        this.routeId = routeId;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("route.id", routeId);
        consumer.state().ifPresent(state -> {
            builder.detail("subscription", state.name());
            builder.detail("status", state.status().name());
            builder.detail("lag", state.lag());
            builder.detail("dead", state.dead());
            state.lastError().ifPresent(error -> builder.detail("last.error", error));
        });
        if (consumer.ready()) {
            builder.up();
        } else {
            builder.message("the first cursors of the subscription are not durable yet");
            builder.down();
        }
    }
}
