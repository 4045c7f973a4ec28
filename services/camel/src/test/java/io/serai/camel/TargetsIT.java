package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.camel.RawTarget.Behaviour;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.Policy;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.time.ManualTime;
import io.serai.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which a target can fail: what is recorded as the cause, whether the event is tried again, whether the
 * target counts as down, and that another subscription has its events meanwhile.
 */
class TargetsIT {

    private static final Duration DELAY = Duration.ofSeconds(10);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 2;
    private static final int NEVER = 1_000;
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    private final ManualTime time = ManualTime.create();
    private final MemoryStore store = MemoryStore.create(4, time);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CamelContext camel = new DefaultCamelContext();
    private EventHub hub;

    @AfterEach
    void stop() {
        end.countDown();
        camel.stop();
        hub.close();
        store.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10));
    }

    private static Policy policy(int outageAfter) {
        return new Policy(
                "default",
                new Policy.Retry(
                        ATTEMPTS,
                        Policy.Backoff.FIXED,
                        DELAY,
                        1,
                        Duration.ofMinutes(5),
                        0,
                        Duration.ofDays(30),
                        Policy.GiveUpOn.DEFAULT),
                Duration.ofSeconds(30),
                4,
                Policy.DEFAULT.rate(),
                Policy.Order.KEY,
                new Policy.Outage(outageAfter, PROBE),
                Policy.DEFAULT.deadLetter());
    }

    /** Subscription {@code s} goes as the route says, {@code other} to a target that takes everything. */
    private void start(int outageAfter, Routes.Route route) throws Exception {
        hub = EventHub.builder(store)
                .definitions(new Definitions(
                        Map.of(),
                        Map.of("default", policy(outageAfter)),
                        Definitions.none().catalog()))
                .clock(time)
                .timer(time)
                .build();
        camel.getRegistry().bind("hub", hub);
        camel.getShutdownStrategy().setTimeout(10);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                route.build(this);
                from("serai:subscribe/other?types=*&start=beginning").to("mock:other");
            }
        });
        camel.start();
        await().until(() -> hub.deliveries().subscriptions().stream()
                .noneMatch(s -> s.status() == SubscriptionState.Status.STARTING));
    }

    private void start(int outageAfter, String target) throws Exception {
        camel.start();
        if (target.endsWith("impatient")) {
            camel.getComponent("http", HttpComponent.class).setResponseTimeout(1_000);
        }
        start(outageAfter, r -> r.from("serai:subscribe/s?types=*&start=beginning")
                .to(target));
    }

    private void publish(int events) {
        for (int n = 0; n < events; n++) {
            hub.publisher()
                    .publish(CloudEventBuilder.v1(Routes.event())
                            .withId("e-" + n)
                            .withSubject("k-" + n)
                            .build())
                    .join();
        }
    }

    private SubscriptionState state(String subscription) {
        return hub.deliveries().subscription(subscription).orElseThrow();
    }

    private DeadLetter letter() {
        return hub.deadLetters()
                .list(
                        new DeadLetters.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        10)
                .get(0);
    }

    private void awaitFailedAttempts(int attempts) {
        await().until(() ->
                state("s").failedAttempts() == attempts && state("s").inFlight() == 0);
    }

    /** When the next attempt is planned is not seen from outside: time passes until it has been made. */
    private void passTimeUntil(BooleanSupplier reached) {
        await().until(() -> {
            if (!reached.getAsBoolean() && state("s").inFlight() == 0) {
                time.advance(DELAY);
            }
            return reached.getAsBoolean();
        });
    }

    private void awaitProbe() {
        Instant before = state("s").lastErrorTime().orElseThrow();
        passTimeUntil(() -> state("s").lastErrorTime().orElseThrow().isAfter(before)
                && state("s").inFlight() == 0);
    }

    private void assertTheOtherHasItsEvents(int events) {
        await().until(() -> state("other").delivered() == events);
        assertThat(state("other").failedAttempts()).isZero();
    }

    private void assertTriedAgain(String cause) {
        awaitFailedAttempts(1);
        assertThat(state("s").lastError().orElseThrow()).startsWith(cause + ": ");
        passTimeUntil(() -> state("s").dead() == 1);
        assertThat(letter().cause()).isEqualTo(cause);
        assertThat(letter().attempts()).isEqualTo(ATTEMPTS);
    }

    private void assertGivenUpAtOnce(String cause) {
        await().until(() -> state("s").dead() == 1);
        assertThat(letter().cause()).isEqualTo(cause);
        assertThat(letter().attempts()).isEqualTo(1);
    }

    private static Arguments failing(String how, Behaviour behaviour, String address, String cause) {
        return Arguments.of(how, behaviour, address, cause);
    }

    private static Behaviour status(String line) {
        return RawTarget.says("HTTP/1.1 " + line + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
    }

    private static final String PLAIN = "http://127.0.0.1:PORT/";
    private static final String IMPATIENT = PLAIN + "impatient";
    private static final String CHUNKED = "\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static Behaviour endlessChunks(String status) {
        return out -> {
            out.write(("HTTP/1.1 " + status + CHUNKED).getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(MEBIBYTE);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        };
    }

    static Stream<Arguments> unreachableTargets() {
        return Stream.of(
                failing("refuses connections", null, PLAIN, "org.apache.hc.client5.http.HttpHostConnectException"),
                failing("has no address", null, "http://nowhere.invalid/", "java.net.UnknownHostException"));
    }

    static Stream<Arguments> downTargets() {
        Behaviour silent = out -> new CountDownLatch(1).await();
        return Stream.of(
                failing("never answers", silent, IMPATIENT, "java.net.SocketTimeoutException"),
                failing(
                        "drips",
                        RawTarget.endless("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", new byte[1], 20),
                        IMPATIENT,
                        "java.net.SocketTimeoutException"),
                failing("hangs up", out -> {}, PLAIN, "org.apache.hc.core5.http.NoHttpResponseException"),
                failing(
                        "hangs up within the answer",
                        RawTarget.says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
                        PLAIN,
                        "org.apache.hc.core5.http.ConnectionClosedException"),
                failing(
                        "hangs up within a chunk",
                        RawTarget.says("HTTP/1.1 200 OK" + CHUNKED + "10\r\nhalf"),
                        PLAIN,
                        "org.apache.hc.core5.http.TruncatedChunkException"),
                failing("fails", status("500 Oh"), PLAIN, "http:500"),
                failing("is unavailable", status("503 Busy"), PLAIN, "http:503"),
                failing(
                        "fails and hangs up within the answer",
                        RawTarget.says("HTTP/1.1 502 Bad\r\nContent-Length: 100\r\n\r\nhalf"),
                        PLAIN,
                        "http:502"),
                failing("fails at endless length", endlessChunks("500 Oh"), PLAIN, "http:500"),
                failing(
                        "fails and drips",
                        RawTarget.endless("HTTP/1.1 504 Slow\r\nContent-Length: 1000000\r\n\r\n", new byte[1], 20),
                        IMPATIENT,
                        "http:504"));
    }

    static Stream<Arguments> failingAnswers() {
        return Stream.of(
                failing("has not got it yet", status("404 Not Found"), PLAIN, "http:404"),
                failing("asks to slow down", status("429 Slow"), PLAIN, "http:429"),
                failing(
                        "answers at endless length",
                        endlessChunks("200 OK"),
                        PLAIN,
                        "io.serai.camel.internal.AnswerLimits$AnswerTooLongException"));
    }

    static Stream<Arguments> finalAnswers() {
        return Stream.of(
                failing(
                        "redirects",
                        RawTarget.says("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"),
                        PLAIN,
                        "http:302"),
                failing("refuses", status("400 Bad Request"), PLAIN, "http:400"),
                failing(
                        "refuses and hangs up within the answer",
                        RawTarget.says("HTTP/1.1 422 Bad\r\nContent-Length: 100\r\n\r\nhalf"),
                        PLAIN,
                        "http:422"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"unreachableTargets", "downTargets", "failingAnswers"})
    void aTargetThat_IsTriedAgainUntilTheAttemptsAreUsedUp(
            String how, Behaviour behaviour, String address, String cause) throws Exception {
        try (RawTarget target = new RawTarget(behaviour)) {
            if (behaviour == null) {
                target.close();
            }
            start(NEVER, address.replace("PORT", "" + target.port()));
            publish(1);
            assertTriedAgain(cause);
            assertTheOtherHasItsEvents(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("finalAnswers")
    void aTargetThat_IsNotTriedAgain(String how, Behaviour behaviour, String address, String cause) throws Exception {
        try (RawTarget target = new RawTarget(behaviour)) {
            start(NEVER, address.replace("PORT", "" + target.port()));
            publish(1);
            assertGivenUpAtOnce(cause);
            assertTheOtherHasItsEvents(1);
            assertThat(target.requests).hasValue(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("downTargets")
    void aTargetThat_CountsAsDownAndUsesUpNoAttempts(String how, Behaviour behaviour, String address, String cause)
            throws Exception {
        try (RawTarget target = new RawTarget(behaviour)) {
            start(1, address.replace("PORT", "" + target.port()));
            publish(1);
            awaitFailedAttempts(1);
            for (int probe = 1; probe <= ATTEMPTS + 1; probe++) {
                awaitProbe();
            }
            assertThat(state("s").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
            assertThat(state("s").dead()).isZero();
            assertTheOtherHasItsEvents(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"failingAnswers", "finalAnswers"})
    void aTargetThat_IsNotDown(String how, Behaviour behaviour, String address, String cause) throws Exception {
        try (RawTarget target = new RawTarget(behaviour)) {
            start(1, address.replace("PORT", "" + target.port()));
            publish(1);
            awaitFailedAttempts(1);
            assertThat(state("s").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
        }
    }

    /** A date counts from the date of the answer: the clocks of the two need not agree. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tue, 24 Nov 2026 10:02:00 GMT | 120",
                "Tue, 24 Nov 2026 09:00:00 GMT | 10",
                "Fri, 31 Dec 9999 23:59:59 GMT | 300",
                "99999999999999999999 | 300",
                "-5 | 10",
                "Tue, 24 Nov 2026 | 10",
                "soon | 10"
            })
    void aTargetIsLeftAloneUntilTheDateItNamesWithinTheBoundsOfThePolicy(String retryAfter, int seconds)
            throws Exception {
        Behaviour busy = RawTarget.says("HTTP/1.1 503 Busy\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\nRetry-After: "
                + retryAfter + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        try (RawTarget target = new RawTarget(busy)) {
            start(NEVER, PLAIN.replace("PORT", "" + target.port()));
            publish(1);
            awaitFailedAttempts(1);
            await().until(() -> state("s").retrying() == 1);
            time.advance(Duration.ofSeconds(seconds).minusMillis(1));
            await().during(Duration.ofMillis(100))
                    .untilAsserted(() -> assertThat(target.requests).hasValue(1));
            time.advance(Duration.ofMillis(1));
            await().until(() -> target.requests.get() == 2);
        }
    }

    @Test
    void aTargetThatMayFailOftenBeforeItCountsAsDownUsesUpTheAttempts() throws Exception {
        try (RawTarget target = new RawTarget(status("500 Oh"))) {
            start(NEVER, PLAIN.replace("PORT", "" + target.port()));
            publish(30);
            passTimeUntil(() -> state("s").dead() == 30);
            assertThat(target.requests).hasValue(30 * ATTEMPTS);
        }
    }

    @Test
    void aTargetThatThrowsAnErrorIsTriedAgain() throws Exception {
        start(NEVER, r -> r.from("serai:subscribe/s?types=*&start=beginning").process(e -> {
            throw new NoClassDefFoundError("com/example/Gone");
        }));
        publish(1);
        assertTriedAgain("java.lang.NoClassDefFoundError");
        assertTheOtherHasItsEvents(1);
    }

    @Test
    void aRouteThatNeverReturnsHoldsNobodyElseUp() throws Exception {
        start(NEVER, r -> r.from("serai:subscribe/s?types=*&start=beginning").process(e -> end.await()));
        publish(20);
        assertTheOtherHasItsEvents(20);
        time.advance(Duration.ofSeconds(30));
        await().until(() -> state("s").failedAttempts() == 4);
        assertThat(state("s").lastError().orElseThrow()).startsWith("timeout: no answer within");
        assertThat(state("s").inFlight()).isEqualTo(4);
    }

    @Test
    void aBrokerThatIsGoneCountsAsDownAndGetsAllWhenItIsBack() throws Exception {
        BrokerService broker = broker(0);
        int port = broker.getTransportConnectorByScheme("tcp").getConnectUri().getPort();
        camel.addComponent(
                "jms",
                JmsComponent.jmsComponentAutoAcknowledge(new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)));
        start(1, "jms:queue:out");
        try {
            publish(1);
            await().until(() -> state("s").delivered() == 1);
            broker.stop();
            broker.waitUntilStopped();
            hub.publisher()
                    .publish(
                            CloudEventBuilder.v1(Routes.event()).withId("later").build())
                    .join();
            await().until(() -> state("s").status() == SubscriptionState.Status.OUTAGE);
            for (int probe = 1; probe <= ATTEMPTS + 1; probe++) {
                awaitProbe();
            }
            assertThat(state("s").dead()).isZero();

            broker = broker(port);
            await().until(() -> {
                time.advance(DELAY);
                return state("s").delivered() == 2;
            });
            assertThat(state("s").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
            assertTheOtherHasItsEvents(2);
        } finally {
            broker.stop();
        }
    }

    private static BrokerService broker(int port) throws Exception {
        BrokerService broker = new BrokerService();
        broker.setPersistent(false);
        broker.setUseJmx(false);
        broker.addConnector("tcp://127.0.0.1:" + port);
        broker.start();
        return broker;
    }
}
