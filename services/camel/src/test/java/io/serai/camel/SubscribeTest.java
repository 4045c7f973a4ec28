package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a route from serai:subscribe gets and what becomes of its attempts. */
class SubscribeTest {

    private final Routes routes = new Routes();

    @AfterEach
    void stop() {
        routes.close();
    }

    private Outcome deliver() throws Exception {
        return deliver(Routes.event());
    }

    private Outcome deliver(CloudEvent event) throws Exception {
        return routes.hub.only().deliver(event).get(5, TimeUnit.SECONDS);
    }

    private static Outcome.Failed failed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    @Test
    void theExchangeHasTheEventInCamelsHeadersAndTheDataAsBody() throws Exception {
        routes.route(r -> r.from("serai:subscribe/s?types=*").to("mock:end")).start();
        MockEndpoint end = routes.context.getEndpoint("mock:end", MockEndpoint.class);
        assertThat(routes.hub.only().deliver(Routes.event(), 3, true).get(5, TimeUnit.SECONDS))
                .isEqualTo(Outcome.delivered());
        Exchange exchange = end.getExchanges().get(0);
        assertThat(exchange.getMessage().getHeaders())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("CamelCloudEventVersion", "1.0"),
                        Map.entry("CamelCloudEventID", "e-1"),
                        Map.entry("CamelCloudEventSource", "/legacy/orders"),
                        Map.entry("CamelCloudEventType", "shop.order.placed"),
                        Map.entry("CamelCloudEventSubject", "o-4711"),
                        Map.entry("CamelCloudEventDataContentType", "application/json"),
                        Map.entry("Content-Type", "application/json"),
                        Map.entry(
                                "CamelCloudEventExtensions",
                                Map.of(
                                        "correlationid",
                                        "tx-1",
                                        "traceparent",
                                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")),
                        Map.entry("CamelSeraiPosition", "12-345"),
                        Map.entry("CamelSeraiRecordedTime", "2026-11-22T10:00:00Z"),
                        Map.entry("CamelSeraiKey", "o-4711"),
                        Map.entry("CamelSeraiSubscription", "s"),
                        Map.entry("CamelSeraiAttempt", 3),
                        Map.entry("CamelSeraiIncarnation", 7L),
                        Map.entry("CamelSeraiReplay", true),
                        Map.entry("CamelSeraiDeadline", "2026-11-22T10:00:30Z"),
                        Map.entry("CamelSeraiIdempotencyKey", "s~12-345"),
                        Map.entry("CamelSeraiCorrelationId", "tx-1")));
        assertThat(exchange.getMessage().getBody()).isInstanceOf(byte[].class);
        assertThat(exchange.getMessage().getBody(String.class)).contains("Zoë");
    }

    @Test
    void anExtensionNamedLikeAControlHeaderControlsNothing() throws Exception {
        routes.route(r -> r.from("serai:subscribe/s?types=*").to("mock:end")).start();
        deliver(CloudEventBuilder.v1(Routes.event())
                .withExtension("camelhttpuri", "http://evil")
                .withExtension("longrunningaction", "http://evil")
                .build());
        assertThat(routes.context
                        .getEndpoint("mock:end", MockEndpoint.class)
                        .getExchanges()
                        .get(0)
                        .getMessage()
                        .getHeaders())
                .doesNotContainKeys("CamelHttpUri", "Long-Running-Action", "longrunningaction", "camelhttpuri");
    }

    @Nested
    class TheOutcome {

        @Test
        void ofAnExceptionIsFailed() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").process(e -> {
                        throw new IOException("no route to host");
                    }))
                    .start();
            Outcome.Failed failed = failed(deliver());
            assertThat(failed.failure().cause()).isEqualTo(IOException.class.getName());
            assertThat(failed.failure().targetDown()).isTrue();
        }

        @Test
        void ofAnErrorIsFailedToo() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").process(e -> {
                        throw new AssertionError("broken");
                    }))
                    .start();
            assertThat(failed(deliver()).failure().causes()).contains(AssertionError.class.getName());
        }

        @Test
        void ofMemoryThatRanOutIsTheErrorItself() throws Exception {
            OutOfMemoryError memory = new OutOfMemoryError("not really");
            routes.route(r -> r.from("serai:subscribe/s?types=*").process(e -> {
                        throw memory;
                    }))
                    .start();
            assertThatThrownBy(SubscribeTest.this::deliver).hasCause(memory);
        }

        @Test
        void ofAStackTooDeepIsFailed() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").process(e -> {
                        throw new StackOverflowError();
                    }))
                    .start();
            assertThat(failed(deliver()).failure().causes()).contains(StackOverflowError.class.getName());
        }

        @Test
        void ofAnExceptionThatTheRouteHandlesIsDelivered() throws Exception {
            routes.route(r -> {
                        r.onException(IOException.class).handled(true).to("mock:handled");
                        r.from("serai:subscribe/s?types=*").process(e -> {
                            throw new IOException("x");
                        });
                    })
                    .start();
            assertThat(deliver()).isEqualTo(Outcome.delivered());
            assertThat(routes.context
                            .getEndpoint("mock:handled", MockEndpoint.class)
                            .getReceivedCounter())
                    .isEqualTo(1);
        }

        @Test
        void ofAnExceptionCaughtByDoTryIsDelivered() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .doTry()
                            .process(e -> {
                                throw new IOException("x");
                            })
                            .doCatch(IOException.class)
                            .to("mock:caught")
                            .end())
                    .start();
            assertThat(deliver()).isEqualTo(Outcome.delivered());
        }

        @Test
        void ofAnExceptionThatIsNotHandledIsFailed() throws Exception {
            routes.route(r -> {
                        r.onException(IOException.class).handled(false).to("mock:seen");
                        r.from("serai:subscribe/s?types=*").process(e -> {
                            throw new IOException("x");
                        });
                    })
                    .start();
            failed(deliver());
        }

        @Test
        void ofARouteMarkedForRollbackIsFailed() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").markRollbackOnly())
                    .start();
            assertThat(failed(deliver()).failure().message()).contains("rollback");
        }

        @Test
        void isTheSameWhenTheRouteGoesOnOnAnotherThread() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").threads(2).process(e -> {
                        throw new IOException("later");
                    }))
                    .start();
            failed(deliver());
        }
    }

    @Nested
    class CamelsOwnErrorHandling {

        @Test
        void ofTheContextNeitherRepeatsNorSwallows() throws Exception {
            AtomicInteger tries = new AtomicInteger();
            routes.with(new RouteBuilder() {
                        @Override
                        public void configure() {
                            errorHandler(deadLetterChannel("mock:dlc")
                                    .maximumRedeliveries(3)
                                    .redeliveryDelay(0));
                            from("serai:subscribe/s?types=*").process(e -> {
                                tries.incrementAndGet();
                                throw new IOException("x");
                            });
                            from("direct:other").process(e -> {
                                throw new IOException("x");
                            });
                        }
                    })
                    .start();
            failed(deliver());
            assertThat(tries).hasValue(1);
            MockEndpoint dlc = routes.context.getEndpoint("mock:dlc", MockEndpoint.class);
            assertThat(dlc.getReceivedCounter()).isZero();
            routes.context.createProducerTemplate().sendBody("direct:other", "x");
            assertThat(dlc.getReceivedCounter()).isEqualTo(1);
        }

        @Test
        void ofTheRouteItselfIsItsOwn() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .errorHandler(r.deadLetterChannel("mock:dlc"))
                            .process(e -> {
                                throw new IOException("x");
                            }))
                    .start();
            assertThat(deliver()).isEqualTo(Outcome.delivered());
            assertThat(routes.context
                            .getEndpoint("mock:dlc", MockEndpoint.class)
                            .getReceivedCounter())
                    .isEqualTo(1);
        }

        @Test
        void inYamlIsTheSame() throws Exception {
            routes.yaml(
                            """
                            - errorHandler:
                                deadLetterChannel:
                                  deadLetterUri: mock:dlc
                            - route:
                                from:
                                  uri: serai:subscribe/s?types=*
                                  steps:
                                    - throwException:
                                        exceptionType: java.io.IOException
                                        message: x
                            """)
                    .start();
            failed(deliver());
        }
    }

    @Nested
    class TheRoute {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch leave = new CountDownLatch(1);

        private void slow() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").routeId("r").process(e -> {
                        entered.countDown();
                        leave.await(5, TimeUnit.SECONDS);
                    }))
                    .start();
        }

        @Test
        void suspendsAndResumesItsSubscription() throws Exception {
            slow();
            routes.context.getRouteController().suspendRoute("r");
            assertThat(routes.hub.only().calls).containsExactly("suspend");
            routes.context.getRouteController().resumeRoute("r");
            assertThat(routes.hub.only().calls).containsExactly("suspend", "resume");
        }

        @Test
        void endsWhatIsInFlightBeforeItStops() throws Exception {
            slow();
            RecordingHub.Recorded subscribed = routes.hub.only();
            CompletableFuture<Outcome> outcome = subscribed.deliver(Routes.event());
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> routes.context.stop());
            await().until(() -> subscribed.calls.contains("suspend"));
            assertThat(subscribed.calls).doesNotContain("close");
            assertThat(stopped).isNotDone();
            leave.countDown();
            assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(Outcome.delivered());
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(subscribed.calls).endsWith("close");
        }

        @Test
        void refusesAnAttemptOnceStopped() throws Exception {
            slow();
            RecordingHub.Recorded subscribed = routes.hub.only();
            routes.context.getRouteController().stopRoute("r");
            assertThatThrownBy(() -> subscribed.deliver(Routes.event())).isInstanceOf(RejectedExecutionException.class);
        }

        @Test
        void subscribesAgainWhenStartedAgain() throws Exception {
            slow();
            RecordingHub.Recorded first = routes.hub.only();
            routes.context.getRouteController().stopRoute("r");
            routes.context.getRouteController().startRoute("r");
            assertThat(routes.hub.only()).isNotSameAs(first);
            leave.countDown();
            assertThat(deliver()).isEqualTo(Outcome.delivered());
        }

        @Test
        void doesNotBlockWhoDelivers() throws Exception {
            slow();
            CompletableFuture<Outcome> one = routes.hub.only().deliver(Routes.event());
            CompletableFuture<Outcome> two = routes.hub.only().deliver(Routes.event());
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(List.of(one, two)).noneMatch(CompletableFuture::isDone);
            leave.countDown();
            CompletableFuture.allOf(one, two).get(5, TimeUnit.SECONDS);
        }

        @Test
        void isHealthyOnceTheFirstCursorsAreDurable() throws Exception {
            HealthCheckRegistry checks = HealthCheckRegistry.get(routes.context);
            checks.register(checks.resolveById("consumers"));
            slow();
            HealthCheck check = checks.getRepository("consumers").orElseThrow().stream()
                    .filter(c -> c.getId().equals("consumer:r"))
                    .findFirst()
                    .orElseThrow();
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
            routes.hub.only().ready.complete(null);
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Nested
    class AReply {

        @Test
        void isTheCloudEventThatTheRouteLeaves() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*&reply=true")
                            .setHeader("CamelCloudEventType", r.constant("shop.order.billed"))
                            .setBody(r.constant("{\"ok\":true}")))
                    .start();
            CloudEvent reply = ((Outcome.Delivered) deliver()).reply().orElseThrow();
            assertThat(reply.getType()).isEqualTo("shop.order.billed");
            assertThat(reply.getId()).isNotEqualTo("e-1");
            assertThat(reply.getData().toBytes()).asString().isEqualTo("{\"ok\":true}");
        }

        @Test
        void isNotTheEventItself() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*&reply=true").to("mock:end"))
                    .start();
            assertThat(deliver()).isEqualTo(Outcome.delivered());
        }

        @Test
        void isNotTakenUnlessAskedFor() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").setBody(e -> Routes.event()))
                    .start();
            assertThat(deliver()).isEqualTo(Outcome.delivered());
        }

        @Test
        void thatIsMalformedFailsTheAttempt() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*&reply=true")
                            .setHeader("Content-Type", r.constant("application/cloudevents+json"))
                            .setBody(r.constant("{")))
                    .start();
            assertThat(routes.hub.only().deliver(Routes.event())).failsWithin(Duration.ofSeconds(5));
        }
    }

    @Nested
    class APublishInItsRoute {

        private void publish(String parameters) throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").routeId("r").to("serai:publish" + parameters))
                    .start();
        }

        @Test
        void isCausedByTheEvent() throws Exception {
            publish("?type=shop.order.billed");
            deliver();
            CloudEvent event = routes.hub.onlyPublished();
            assertThat(event.getType()).isEqualTo("shop.order.billed");
            assertThat(event.getSource()).hasToString("/routes/r");
            assertThat(event.getExtension("causationid")).isEqualTo("e-1");
            assertThat(event.getExtension("correlationid")).isEqualTo("tx-1");
            assertThat(event.getExtension("traceparent"))
                    .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            assertThat(event.getSubject()).isNull();
        }

        @Test
        void hasTheSameIdAtEachAttempt() throws Exception {
            publish("?type=shop.order.billed");
            deliver();
            deliver();
            assertThat(routes.hub.published).hasSize(2);
            assertThat(routes.hub.published).extracting(CloudEvent::getId).containsOnly("s~12-345~shop.order.billed");
        }

        @Test
        void hasAnIdOfItsOwnForEachPart() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .setBody(r.constant("a,b"))
                            .split(r.body().tokenize(","))
                            .to("serai:publish?type=t")
                            .end()
                            .to("serai:publish?type=t")
                            .to("serai:publish?type=t")
                            .to("serai:publish?type=u"))
                    .start();
            deliver();
            assertThat(routes.hub.published)
                    .extracting(CloudEvent::getId)
                    .containsExactly("s~12-345~0~t", "s~12-345~1~t", "s~12-345~t", "s~12-345~t~2", "s~12-345~u");
        }

        @Test
        void withOtherContentThanAtAnEarlierAttemptStandsAsItWasFirst() throws Exception {
            routes.hub.answer = event -> CompletableFuture.failedFuture(
                    new io.serai.store.ConflictException(event.getId(), "/s", new io.serai.store.Position(1, 2)));
            publish("?type=shop.order.billed");
            assertThat(deliver()).isEqualTo(Outcome.delivered());
            assertThat(routes.hub.rejected).isEmpty();
        }
    }
}
