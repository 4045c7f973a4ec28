package io.serai.hub.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ShutdownStrategy;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * What is on its way when the hub is stopped has one period to end in, {@code serai.stop-timeout}: requests first, then
 * attempts and what bridges have received, which get what the requests have left of it. Then the rest is broken off.
 */
final class GracePeriod implements ApplicationListener<ContextClosedEvent>, SmartLifecycle {

    /** Boot waits for requests at {@code MAX_VALUE - 1024}; Camel stops at {@code MAX_VALUE - 2049}. */
    private static final int PHASE = Integer.MAX_VALUE - 2000;

    private static final Duration LEAST = Duration.ofSeconds(1);

    private final ApplicationContext context;
    private final ObjectProvider<CamelContext> camel;
    private final Duration period;
    private final Runnable begins;
    private volatile long began;
    private volatile boolean running;

    /** @param begins is told first of all: nothing new is taken from then on */
    GracePeriod(ApplicationContext context, ObjectProvider<CamelContext> camel, Duration period, Runnable begins) {
        this.context = context;
        this.camel = camel;
        this.period = period;
        this.begins = begins;
    }

    @Override
    public void start() {
        running = true;
        limit(period);
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        if (closed.getApplicationContext().equals(context)) {
            began = System.nanoTime();
            begins.run();
        }
    }

    @Override
    public void stop() {
        running = false;
        Duration left = period.minusNanos(System.nanoTime() - began);
        limit(left.compareTo(LEAST) < 0 ? LEAST : left);
    }

    private void limit(Duration time) {
        ShutdownStrategy strategy = camel.getObject().getShutdownStrategy();
        strategy.setTimeUnit(TimeUnit.MILLISECONDS);
        strategy.setTimeout(time.toMillis());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
