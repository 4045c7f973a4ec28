package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Catalog;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.Policy;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.time.ManualTime;
import io.serai.store.StoredEvent;
import io.serai.store.memory.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Routes over the real engine, with the store in memory and time by hand. */
class RunningHubIT {

    private final ManualTime time = ManualTime.create();
    private final MemoryStore store = MemoryStore.create(4, time);
    private final EventHub hub = EventHub.builder(store)
            .definitions(new Definitions(
                    Map.of(),
                    Map.of(
                            "default",
                            new Policy(
                                    "default",
                                    new Policy.Retry(
                                            5,
                                            Policy.Backoff.FIXED,
                                            Duration.ofSeconds(10),
                                            1,
                                            Duration.ofMinutes(5),
                                            0,
                                            Duration.ofHours(24),
                                            Policy.GiveUpOn.DEFAULT),
                                    Duration.ofSeconds(30),
                                    16,
                                    Policy.DEFAULT.rate(),
                                    Policy.Order.KEY,
                                    Policy.DEFAULT.outage(),
                                    Policy.DEFAULT.deadLetter())),
                    Catalog.EMPTY))
            .clock(time)
            .timer(time)
            .build();
    private final CamelContext camel = context();

    private CamelContext context() {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("hub", hub);
        context.getShutdownStrategy().setTimeout(10);
        return context;
    }

    @AfterEach
    void stop() {
        camel.stop();
        hub.close();
        store.close();
    }

    private void start(Routes.Route route) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                route.build(this);
            }
        });
        camel.start();
        await().until(() -> hub.deliveries().subscriptions().stream()
                .noneMatch(s -> s.status() == SubscriptionState.Status.STARTING));
    }

    private SubscriptionState state() {
        return hub.deliveries().subscription("s").orElseThrow();
    }

    private List<CloudEvent> events(String type) {
        List<CloudEvent> events = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            store.read(partition, 0, 100).events().stream()
                    .map(StoredEvent::event)
                    .filter(event -> event.getType().equals(type))
                    .forEach(events::add);
        }
        return events;
    }

    private int send(String body) {
        camel.createProducerTemplate().sendBody("direct:in", body);
        return 1;
    }

    @Test
    void whatARoutePublishesAnotherOneGets() throws Exception {
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a&subject=${body}");
            r.from("serai:subscribe/s?types=a").to("mock:end");
        });
        MockEndpoint end = camel.getEndpoint("mock:end", MockEndpoint.class);
        end.expectedMessageCount(100);
        for (int i = 0; i < 100; i++) {
            send("s-" + i % 7);
        }
        end.assertIsSatisfied(10_000);
        await().until(() -> state().lag() == 0);
        assertThat(state().delivered()).isEqualTo(100);
    }

    @Test
    void aRouteThatPublishesWhatItGetsStopsAtTheLimitOfHops() throws Exception {
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a");
            r.from("serai:subscribe/s?types=a")
                    .setBody(r.simple("${header.CamelSeraiPosition}"))
                    .to("serai:publish?type=a&extension.seraihops=0");
        });
        send("x");

        await().until(() -> state().dead() == 1);
        assertThat(events("a")).hasSize(33);
        DeadLetter letter = hub.deadLetters()
                .list(
                        new DeadLetters.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        10)
                .get(0);
        assertThat(letter.reason()).isEqualTo("too many hops");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.message()).contains("would be number 33", "serai.max-hops is 32");
        assertThat(hub.rejectedInputs().list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aFailedAttemptIsRepeatedByThePolicyAndItsPublishStoredOnce() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a");
            r.from("serai:subscribe/s?types=a")
                    .setBody(r.simple("{\"attempt\":${header.CamelSeraiAttempt}}"))
                    .to("serai:publish?type=b")
                    .process(e -> {
                        if (attempts.incrementAndGet() < 3) {
                            throw new IOException("not yet");
                        }
                    });
        });
        send("x");
        for (int attempt = 1; attempt < 3; attempt++) {
            int number = attempt;
            await().until(() -> attempts.get() == number && state().retrying() == 1 && state().inFlight() == 0);
            time.advance(Duration.ofSeconds(10));
        }
        await().until(() -> state().delivered() == 1);
        assertThat(attempts).hasValue(3);
        CloudEvent cause = events("a").get(0);
        assertThat(events("b")).singleElement().satisfies(event -> {
            assertThat(event.getExtension("causationid")).isEqualTo(cause.getId());
            assertThat(event.getExtension("correlationid")).isEqualTo(cause.getExtension("correlationid"));
            assertThat(event.getData().toBytes()).asString().isEqualTo("{\"attempt\":1}");
        });
        assertThat(hub.rejectedInputs().list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void anAttemptPastItsTimeOutHasFailedWhateverTheRouteDoesLater() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a");
            r.from("serai:subscribe/s?types=a").process(e -> {
                if (attempts.incrementAndGet() == 1) {
                    hang.await(10, TimeUnit.SECONDS);
                    late.countDown();
                }
            });
        });
        send("x");
        await().until(() -> attempts.get() == 1);
        time.advance(Duration.ofSeconds(30));
        await().until(() -> state().retrying() == 1);
        assertThat(state().lastError().orElseThrow()).contains("no answer within");
        hang.countDown();
        assertThat(late.await(5, TimeUnit.SECONDS)).isTrue();
        await().until(() -> state().inFlight() == 0);
        assertThat(state().delivered()).isZero();
        time.advance(Duration.ofSeconds(10));
        await().until(() -> state().delivered() == 1);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aReplyIsInTheLogBeforeTheDeliveryIsDone() throws Exception {
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a&correlationid=tx-7");
            r.from("serai:subscribe/s?types=a&reply=true")
                    .setHeader("CamelCloudEventType", r.constant("a.answered"))
                    .setBody(r.constant("{}"));
        });
        send("x");
        await().until(() -> state().delivered() == 1);
        assertThat(events("a.answered")).singleElement().satisfies(reply -> {
            assertThat(reply.getExtension("correlationid")).isEqualTo("tx-7");
            assertThat(reply.getExtension("causationid"))
                    .isEqualTo(events("a").get(0).getId());
        });
    }

    @Test
    void aSuspendedRouteGetsNothingUntilItIsResumed() throws Exception {
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a");
            r.from("serai:subscribe/s?types=a").routeId("r").to("mock:end");
        });
        camel.getRouteController().suspendRoute("r");
        send("x");
        await().during(Duration.ofMillis(200)).until(() -> state().delivered() == 0);
        assertThat(camel.getEndpoint("mock:end", MockEndpoint.class).getReceivedCounter())
                .isZero();
        camel.getRouteController().resumeRoute("r");
        await().until(() -> state().delivered() == 1);
    }

    @Test
    void whatIsInFlightWhenCamelStopsIsDeliveredOnceAndNotAgain() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        Routes.Route subscriber = r -> r.from("serai:subscribe/s?types=a").process(e -> {
            attempts.incrementAndGet();
            entered.countDown();
            leave.await(5, TimeUnit.SECONDS);
        });
        start(r -> {
            r.from("direct:in").to("serai:publish?type=a&subject=one");
            subscriber.build(r);
        });
        send("x");
        send("y");
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        Thread stopping = new Thread(camel::stop);
        stopping.start();
        await().until(() -> state().status() != SubscriptionState.Status.ACTIVE);
        leave.countDown();
        stopping.join(10_000);
        assertThat(attempts).hasValue(1);
        assertThat(state().delivered()).isEqualTo(1);
        try (CamelContext again = context()) {
            again.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    subscriber.build(this);
                }
            });
            again.start();
            await().until(() -> state().lag() == 0 && state().inFlight() == 0);
            assertThat(attempts).hasValue(2);
        }
    }
}
