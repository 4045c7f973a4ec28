package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.time.ManualTime;
import io.serai.store.StoredEvent;
import io.serai.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Knative's contract for delivery over HTTP (knative/specs, eventing/data-plane.md), with a real target. */
class KnativeDeliveryIT {

    private static final Duration DELAY = Duration.ofSeconds(10);
    private static final String REPLY_TYPE = "shop.order.charged";

    private final HttpTarget target = new HttpTarget();
    private final HttpTarget sink = new HttpTarget();
    private final ManualTime time = ManualTime.create();
    private final MemoryStore store = MemoryStore.create(1, time);
    private final CamelContext camel = new DefaultCamelContext();
    private EventHub hub;

    @AfterEach
    void stop() {
        camel.stop();
        hub.close();
        store.close();
        target.close();
        sink.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private static Policy.Retry retry(int attempts, Policy.Backoff backoff) {
        return new Policy.Retry(
                attempts, backoff, DELAY, 2, Duration.ofMinutes(5), 0, Duration.ofDays(1), Policy.GiveUpOn.DEFAULT);
    }

    private Policy policy(Policy.Retry retry) {
        return new Policy(
                "knative",
                retry,
                Duration.ofSeconds(30),
                16,
                Policy.DEFAULT.rate(),
                Policy.Order.KEY,
                Policy.DEFAULT.outage(),
                new Policy.DeadLetterPolicy(false, Optional.of(sink.url()), false));
    }

    /** Declares subscription {@code s} for orders, which delivers to the target. */
    private void declare(Policy.Retry retry) throws Exception {
        Subscription subscription = new Subscription(
                "s",
                EventTypes.parse("shop.order.placed"),
                Optional.empty(),
                policy(retry),
                new StartAt.Beginning(),
                "a test");
        start(
                new Definitions(
                        Map.of("s", new Definitions.Declared(subscription, Optional.of(target.url() + "?key=secret"))),
                        Map.of("default", policy(retry)),
                        Definitions.none().catalog()),
                null);
    }

    /** A route in place of the declared target, with options for {@code serai:subscribe}. */
    private void subscribe(String options) throws Exception {
        start(
                new Definitions(
                        Map.of(),
                        Map.of("default", policy(retry(3, Policy.Backoff.FIXED))),
                        Definitions.none().catalog()),
                options);
    }

    private void start(Definitions definitions, String options) throws Exception {
        hub = EventHub.builder(store)
                .definitions(definitions)
                .clock(time)
                .timer(time)
                .build();
        camel.getRegistry().bind("hub", hub);
        camel.getShutdownStrategy().setTimeout(10);
        if (options == null) {
            camel.addRoutes(new DeclaredRoutes(definitions));
        } else {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("serai:subscribe/s?types=shop.order.placed&start=beginning" + options)
                            .to(target.url());
                    from("serai:subscribe/replies?start=beginning&types=" + REPLY_TYPE)
                            .to(sink.url());
                }
            });
        }
        hub.deliveries().sendDeadLettersWith(new RouteDeadLetterSender(camel));
        camel.start();
        await().until(() -> hub.deliveries().subscriptions().stream()
                .noneMatch(s -> s.status() == SubscriptionState.Status.STARTING));
        hub.publisher().publish(Routes.event()).join();
    }

    private SubscriptionState state() {
        return hub.deliveries().subscription("s").orElseThrow();
    }

    private long letters() {
        return state().dead();
    }

    private void awaitRetryAfter(int attempts) {
        await().until(() -> target.requests.size() == attempts && state().retrying() == 1 && state().inFlight() == 0);
    }

    /** The next attempt comes after the delay, and not a millisecond before. */
    private void assertNextAttemptAfter(int attempts, Duration delay) {
        awaitRetryAfter(attempts);
        time.advance(delay.minusMillis(1));
        await().during(Duration.ofMillis(100)).until(() -> target.requests.size() == attempts);
        time.advance(Duration.ofMillis(1));
        await().until(() -> target.requests.size() == attempts + 1);
    }

    @Nested
    class TheStatusCode {

        @ParameterizedTest
        @ValueSource(ints = {200, 201, 202, 204, 299})
        void completesTheDelivery(int status) throws Exception {
            target.status = status;
            declare(retry(3, Policy.Backoff.FIXED));
            await().until(() -> state().delivered() == 1);
            time.advance(Duration.ofHours(1));
            assertThat(target.requests).hasSize(1);
            assertThat(letters()).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {404, 408, 409, 429, 500, 501, 502, 503, 504, 599})
        void asksForTheSameEventAgain(int status) throws Exception {
            target.status = status;
            declare(retry(3, Policy.Backoff.FIXED));
            awaitRetryAfter(1);
            target.status = 204;
            time.advance(DELAY);
            await().until(() -> state().delivered() == 1);
            assertThat(target.requests).hasSize(2);
            Map<String, String> first = target.requests.get(0).headers();
            Map<String, String> second = target.requests.get(1).headers();
            assertThat(second.remove("serai-attempt")).isEqualTo("2");
            first.remove("serai-attempt");
            assertThat(second).isEqualTo(first).containsEntry("ce-id", "e-1");
            assertThat(target.requests.get(1).body())
                    .isEqualTo(target.requests.get(0).body());
        }

        @ParameterizedTest
        @ValueSource(ints = {300, 301, 302, 304, 307, 308, 400, 401, 403, 405, 406, 410, 413, 415, 422, 451, 499})
        void endsTheDeliveryWithoutAnotherAttempt(int status) throws Exception {
            target.status = status;
            target.answerHeaders = Map.of("Location", sink.url());
            declare(retry(3, Policy.Backoff.FIXED));

            await().until(() -> letters() == 1 && sink.requests.size() == 1);
            time.advance(Duration.ofHours(1));
            assertThat(target.requests).hasSize(1);
            assertThat(state().delivered()).isZero();
        }
    }

    @Nested
    class Retries {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 5})
        void areAsManyAsDeclaredThenTheLetterIsDead(int retries) throws Exception {
            target.status = 503;
            declare(retry(1 + retries, Policy.Backoff.FIXED));
            for (int attempt = 1; attempt <= retries; attempt++) {
                awaitRetryAfter(attempt);
                assertThat(letters()).isZero();
                time.advance(DELAY);
            }

            await().until(() -> letters() == 1);
            time.advance(Duration.ofHours(1));
            assertThat(target.requests).hasSize(1 + retries);
        }

        @Test
        void followTooWhereNobodyAnswers() throws Exception {
            target.close();
            declare(retry(2, Policy.Backoff.FIXED));
            await().until(() -> state().retrying() == 1 && state().inFlight() == 0);
            assertThat(state().lastError().orElseThrow()).contains("refused");
            time.advance(DELAY);

            await().until(() -> letters() == 1);
        }

        @ParameterizedTest
        @CsvSource({"FIXED, 10, 10, 10, 10", "LINEAR, 10, 20, 30, 40", "EXPONENTIAL, 10, 20, 40, 80"})
        void waitAsTheBackoffSays(Policy.Backoff backoff, int first, int second, int third, int fourth)
                throws Exception {
            target.status = 503;
            declare(retry(10, backoff));
            int attempts = 1;
            for (int seconds : new int[] {first, second, third, fourth}) {
                assertNextAttemptAfter(attempts++, Duration.ofSeconds(seconds));
            }
        }

        @ParameterizedTest
        @CsvSource({"429, 120, 120", "503, 120, 120", "503, 3, 10", "429, 86400, 300"})
        void waitAsLongAsTheTargetAsksWithinTheBounds(int status, int retryAfter, int waits) throws Exception {
            target.status = status;
            target.answerHeaders = Map.of("Retry-After", Integer.toString(retryAfter));
            declare(retry(10, Policy.Backoff.FIXED));

            assertNextAttemptAfter(1, Duration.ofSeconds(waits));
        }
    }

    @Nested
    class Replies {

        private static final Map<String, String> BINARY = Map.of(
                "Content-Type", "application/json",
                "ce-specversion", "1.0",
                "ce-type", REPLY_TYPE,
                "ce-source", "/billing",
                "ce-id", "c-1");

        private List<CloudEvent> replies() {
            List<CloudEvent> replies = new ArrayList<>();
            store.read(0, 0, 100).events().stream()
                    .map(StoredEvent::event)
                    .filter(event -> event.getType().equals(REPLY_TYPE))
                    .forEach(replies::add);
            return replies;
        }

        private void answers(int status, Map<String, String> headers, String body) {
            target.status = status;
            target.answerHeaders = headers;
            target.answer = body.getBytes(StandardCharsets.UTF_8);
        }

        @Test
        void areAskedForOnlyWhereTheyAreTaken() throws Exception {
            subscribe("&reply=true");
            await().until(() -> state().delivered() == 1);

            assertThat(target.requests.get(0).headers()).containsEntry("prefer", "reply");
        }

        @Test
        void areNotTakenWhereNobodyAskedForThem() throws Exception {
            answers(200, BINARY, "{}");
            subscribe("");
            await().until(() -> state().delivered() == 1);

            assertThat(target.requests.get(0).headers()).doesNotContainKey("prefer");
            assertThat(replies()).isEmpty();
        }

        @Test
        void enterTheHubAgainAsCausedByTheEvent() throws Exception {
            answers(200, BINARY, "{\"amount\": 1.10}");
            subscribe("&reply=true");
            await().until(() -> sink.requests.size() == 1);

            assertThat(replies()).singleElement().satisfies(reply -> {
                assertThat(reply.getSource()).hasToString("/billing");
                assertThat(reply.getExtension("causationid")).isEqualTo("e-1");
                assertThat(reply.getExtension("correlationid")).isEqualTo("tx-1");
            });
            assertThat(sink.requests.get(0).headers()).containsEntry("ce-type", REPLY_TYPE);
            assertThat(sink.requests.get(0).body()).asString().isEqualTo("{\"amount\": 1.10}");
        }

        @Test
        void mayBeInStructuredMode() throws Exception {
            answers(
                    200,
                    Map.of("Content-Type", "application/cloudevents+json"),
                    "{\"specversion\":\"1.0\",\"id\":\"c-1\",\"source\":\"/billing\",\"type\":\"" + REPLY_TYPE
                            + "\",\"data\":{\"amount\": 12345678901234567890.10}}");
            subscribe("&reply=true");
            await().until(() -> sink.requests.size() == 1);

            assertThat(sink.requests.get(0).body()).asString().isEqualTo("{\"amount\": 12345678901234567890.10}");
        }

        @Test
        void areNoneWithAStatusThatOnlyAccepts() throws Exception {
            answers(202, BINARY, "{}");
            subscribe("&reply=true");
            await().until(() -> state().delivered() == 1);

            assertThat(replies()).isEmpty();
        }
    }

    @Nested
    class TheDeadLetter {

        private Map<String, String> letter() {
            await().until(() -> sink.requests.size() == 1);
            return sink.requests.get(0).headers();
        }

        @Test
        void tellsDestinationStatusAndErrorBesideTheEventAsItWas() throws Exception {
            target.status = 422;
            target.answer = "secret of the target".getBytes(StandardCharsets.UTF_8);
            declare(retry(3, Policy.Backoff.FIXED));
            Map<String, String> letter = letter();

            assertThat(letter)
                    .containsEntry("ce-knativeerrordest", target.url())
                    .containsEntry("ce-knativeerrorcode", "422")
                    .containsEntry("ce-id", "e-1")
                    .containsEntry("ce-type", "shop.order.placed")
                    .containsEntry("ce-subject", "o-4711")
                    .containsEntry("content-type", "application/json");
            assertThat(letter.get("ce-knativeerrordata")).contains("422").doesNotContain("secret");
            assertThat(sink.requests.get(0).body())
                    .isEqualTo(Routes.event().getData().toBytes());
        }

        @Test
        void tellsTheLastStatusNotTheFirst() throws Exception {
            target.status = 503;
            declare(retry(2, Policy.Backoff.FIXED));
            awaitRetryAfter(1);
            target.status = 500;
            time.advance(DELAY);

            assertThat(letter()).containsEntry("ce-knativeerrorcode", "500");
        }

        @Test
        void hasNoStatusWhereNobodyAnswered() throws Exception {
            target.close();
            declare(retry(1, Policy.Backoff.FIXED));
            Map<String, String> letter = letter();
            assertThat(letter)
                    .containsEntry("ce-knativeerrordest", target.url())
                    .doesNotContainKey("ce-knativeerrorcode");
            assertThat(letter.get("ce-knativeerrordata")).contains("refused");
        }

        @Test
        void isSentAgainUntilTheSinkTakesIt() throws Exception {
            target.status = 400;
            sink.status = 503;
            declare(retry(1, Policy.Backoff.FIXED));
            await().until(() -> sink.requests.size() == 1);
            sink.status = 202;
            await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                return sink.requests.size() == 2;
            });

            assertThat(sink.requests.get(1).headers())
                    .isEqualTo(sink.requests.get(0).headers());
        }
    }
}
