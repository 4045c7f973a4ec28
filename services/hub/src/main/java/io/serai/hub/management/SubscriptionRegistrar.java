package io.serai.hub.management;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.delivery.EventHub;
import io.serai.delivery.SubscriptionState;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.scheduling.annotation.Scheduled;

/** Gives every subscription its MBean and meters when it comes, and takes them away when it is gone. */
final class SubscriptionRegistrar implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionRegistrar.class);

    private final EventHub hub;
    private final SubscriptionWatch subscriptions;
    private final HubMetrics metrics;
    private final MeterRegistry meters;
    private final MBeanExporter exporter;
    private final Set<String> registered = new HashSet<>();

    SubscriptionRegistrar(
            EventHub hub,
            SubscriptionWatch subscriptions,
            HubMetrics metrics,
            MeterRegistry meters,
            MBeanExporter exporter) {
        this.hub = hub;
        this.subscriptions = subscriptions;
        this.metrics = metrics;
        this.meters = meters;
        this.exporter = exporter;
    }

    @Scheduled(fixedDelay = 1000)
    synchronized void look() {
        Set<String> present =
                subscriptions.all().stream().map(SubscriptionState::name).collect(Collectors.toSet());
        for (String name : present) {
            if (registered.add(name)) {
                metrics.add(meters, name);
                exporter.registerManagedResource(new SubscriptionMBean(name, hub, subscriptions), objectName(name));
            }
        }
        Set<String> gone = new HashSet<>(registered);
        gone.removeAll(present);
        gone.forEach(this::remove);
    }

    private void remove(String name) {
        registered.remove(name);
        metrics.remove(meters, name);
        exporter.unregisterManagedResource(objectName(name));
        LOG.debug("subscription {} is gone", name);
    }

    private static ObjectName objectName(String subscription) {
        Hashtable<String, String> keys = new Hashtable<>();
        keys.put("type", "Subscription");
        keys.put("name", subscription);
        try {
            return new ObjectName("io.serai", keys);
        } catch (MalformedObjectNameException never) {
            throw new IllegalStateException("no name for JMX: " + subscription, never);
        }
    }

    @Override
    public synchronized void destroy() {
        Set.copyOf(registered).forEach(this::remove);
    }
}
