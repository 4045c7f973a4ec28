package io.serai.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

class GracePeriodTest {

    private static final Duration PERIOD = Duration.ofMinutes(7);

    private final StaticApplicationContext context = new StaticApplicationContext();
    private final CamelContext camel = new DefaultCamelContext();
    private final AtomicInteger begun = new AtomicInteger();
    private final GracePeriod grace = new GracePeriod(
            context,
            new StaticListableBeanFactory(Map.of("camel", camel)).getBeanProvider(CamelContext.class),
            PERIOD,
            begun::incrementAndGet);

    private Duration limit() {
        return Duration.of(
                camel.getShutdownStrategy().getTimeout(),
                camel.getShutdownStrategy().getTimeUnit().toChronoUnit());
    }

    @Test
    void aRouteThatIsReplacedHasAllOfIt() {
        grace.start();

        assertThat(limit()).isEqualTo(PERIOD);
    }

    @Test
    void atTheEndAttemptsHaveWhatRequestsHaveLeft() {
        grace.start();
        grace.onApplicationEvent(new ContextClosedEvent(context));
        assertThat(begun).hasValue(1);
        grace.stop();

        assertThat(limit()).isLessThan(PERIOD).isGreaterThan(PERIOD.minusMinutes(1));
    }

    @Test
    void theEndOfTheManagementPortIsNotTheirs() {
        grace.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));

        assertThat(begun).hasValue(0);
    }
}
