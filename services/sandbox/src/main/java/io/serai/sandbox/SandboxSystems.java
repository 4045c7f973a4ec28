package io.serai.sandbox;

import io.serai.sandbox.brokers.ActiveMqBroker;
import io.serai.sandbox.brokers.KafkaBroker;
import io.serai.sandbox.consumers.Arrivals;
import io.serai.sandbox.consumers.HttpStandIn;
import io.serai.sandbox.consumers.JmsStandIn;
import io.serai.sandbox.consumers.KafkaStandIn;
import io.serai.sandbox.consumers.Producers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The systems around the hub: up before its first route starts, down after its last has ended. */
final class SandboxSystems implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxSystems.class);

    private static final List<String> TOPICS = List.of("orders", "ledger");
    private static final List<String> TOPICS_HEARD = List.of("ledger");
    private static final List<String> QUEUES_HEARD = List.of("shipping", "shipping-express");

    private final SandboxSettings settings;
    private final Path data;
    private final Arrivals arrivals;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    SandboxSystems(SandboxSettings settings, Path data, Arrivals arrivals) {
        this.settings = settings;
        this.data = data;
        this.arrivals = arrivals;
    }

    @Override
    public void start() {
        ActiveMqBroker activemq = running(new ActiveMqBroker(data.resolve("activemq"), settings.activemqPort()));
        activemq.start();
        KafkaBroker kafka = running(new KafkaBroker(data.resolve("kafka"), settings.kafkaPort()));
        kafka.start(TOPICS);
        Producers producers = running(new Producers(kafka.address(), activemq.url()));
        running(new HttpStandIn(settings.consumersPort(), producers, arrivals)).start();
        running(new JmsStandIn(activemq.url(), QUEUES_HEARD, arrivals)).start();
        running(new KafkaStandIn(kafka.address(), TOPICS_HEARD, arrivals)).start();
    }

    @Override
    public void stop() {
        while (!running.isEmpty()) {
            AutoCloseable system = running.pop();
            try {
                system.close();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", system.getClass().getSimpleName(), e);
            }
        }
    }

    @Override
    public boolean isRunning() {
        return !running.isEmpty();
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    private <T extends AutoCloseable> T running(T system) {
        running.push(system);
        return system;
    }
}
