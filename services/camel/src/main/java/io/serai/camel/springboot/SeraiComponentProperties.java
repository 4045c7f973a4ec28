package io.serai.camel.springboot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The options of the component {@code serai}; what is not set keeps the component's default. */
@ConfigurationProperties("camel.component.serai")
public class SeraiComponentProperties {

    /** Whether the component is configured from these properties. */
    private boolean enabled = true;

    /** Name of the bean of type io.serai.delivery.EventHub to publish and subscribe to. Needed only where there are several. */
    private @Nullable String hub;

    /**
     * Whether exceptions of the consumer itself go through the routing error handler instead of only being logged.
     * Failed attempts are the subscription's and not concerned.
     */
    private boolean bridgeErrorHandler = false;

    /** Whether a producer starts with the first message instead of with its route. */
    private boolean lazyStartProducer = false;

    /** Whether the only bean of type io.serai.delivery.EventHub is taken without being named. */
    private boolean autowiredEnabled = true;

    /** Whether each subscription route has a health check. */
    private boolean healthCheckConsumerEnabled = true;

    /** Whether producers have health checks, where camel.health.producers-enabled is set as well. */
    private boolean healthCheckProducerEnabled = true;

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable String getHub() {
        return hub;
    }

    public void setHub(@Nullable String hub) {
        this.hub = hub;
    }

    public boolean isBridgeErrorHandler() {
        return bridgeErrorHandler;
    }

    public void setBridgeErrorHandler(boolean bridgeErrorHandler) {
        this.bridgeErrorHandler = bridgeErrorHandler;
    }

    public boolean isLazyStartProducer() {
        return lazyStartProducer;
    }

    public void setLazyStartProducer(boolean lazyStartProducer) {
        this.lazyStartProducer = lazyStartProducer;
    }

    public boolean isAutowiredEnabled() {
        return autowiredEnabled;
    }

    public void setAutowiredEnabled(boolean autowiredEnabled) {
        this.autowiredEnabled = autowiredEnabled;
    }

    public boolean isHealthCheckConsumerEnabled() {
        return healthCheckConsumerEnabled;
    }

    public void setHealthCheckConsumerEnabled(boolean healthCheckConsumerEnabled) {
        this.healthCheckConsumerEnabled = healthCheckConsumerEnabled;
    }

    public boolean isHealthCheckProducerEnabled() {
        return healthCheckProducerEnabled;
    }

    public void setHealthCheckProducerEnabled(boolean healthCheckProducerEnabled) {
        this.healthCheckProducerEnabled = healthCheckProducerEnabled;
    }
}
