package io.serai.hub;

import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.camel.RouteInputRedriver;
import io.serai.delivery.EventHub;
import io.serai.delivery.RejectedInput;
import io.serai.hub.RunningHub.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** Subscriptions, dead letters and rejected input over HTTP. */
class OperateIT {

    private static final Executor MANY = task -> new Thread(task).start();

    private final RunningHub hub = SharedHub.get();

    private String deadLetter() {
        String position =
                hub.publish(UUID.randomUUID().toString(), "test.fails", "x").at("/position");
        String id = "fails~" + position;
        await().until(() -> hub.get("/dead-letters/" + id).status() == 200);
        return id;
    }

    @Test
    void showsHowSubscriptionsStand() {
        Answer all = hub.get("/subscriptions");

        assertThat(all.json().at("/items").findValuesAsText("name")).containsSubsequence("fails", "works");
        assertThat(all.json().at("/next").isNull()).isTrue();
        Answer one = hub.get("/subscriptions/works");
        assertThat(one.at("/types")).isEqualTo("test.works");
        assertThat(one.at("/policy")).isEqualTo("default");
        assertProblem(hub.get("/subscriptions/unknown"), 404, "not-found");
    }

    @Test
    void showsHowASubscriptionStandsInEachPartition() {
        String position =
                hub.publish(UUID.randomUUID().toString(), "test.works", "x").at("/position");
        int partition = Integer.parseInt(position.substring(0, position.indexOf('-')));
        long offset = Long.parseLong(position.substring(position.indexOf('-') + 1));

        await().untilAsserted(() -> {
            JsonNode shown =
                    hub.get("/subscriptions/works?partitions=true").json().at("/partitions/" + partition);
            assertThat(shown.at("/partition").asInt()).isEqualTo(partition);
            assertThat(shown.at("/owner").asText()).isNotBlank();
            assertThat(shown.at("/next").asLong()).isGreaterThan(offset);
            assertThat(shown.at("/lag").asLong()).isZero();
        });
        assertThat(hub.get("/subscriptions/works").json().has("partitions")).isFalse();
        assertProblem(hub.get("/subscriptions/unknown?partitions=true"), 404, "not-found");
        assertProblem(hub.get("/subscriptions/works?partitions=some"), 400, "bad-request");
    }

    @Test
    void pagesThroughLists() {
        Answer first = hub.get("/subscriptions?limit=1");

        assertThat(first.json().at("/items")).hasSize(1);
        Answer second = hub.get("/subscriptions?limit=1&after=" + first.at("/next"));
        assertThat(second.at("/items/0/name")).isGreaterThan(first.at("/items/0/name"));
    }

    @Test
    void pausesAndResumes() {
        MockEndpoint works = hub.bean(CamelContext.class).getEndpoint("mock:works", MockEndpoint.class);
        String id = UUID.randomUUID().toString();

        assertThat(hub.call("POST", "/subscriptions/works/pause", "").at("/status"))
                .isEqualTo("paused");
        String position = hub.publish(id, "test.works", "x").at("/position");
        assertThat(hub.get("/events/" + position + "?deliveries=true").json().findValuesAsText("state"))
                .doesNotContain("delivered");

        assertThat(hub.call("POST", "/subscriptions/works/resume", "").at("/status"))
                .isEqualTo("active");
        await().untilAsserted(() -> assertThat(works.getReceivedExchanges())
                .anyMatch(exchange -> id.equals(exchange.getMessage().getHeader("CamelCloudEventID"))));
        await().untilAsserted(() -> assertThat(
                        hub.get("/events/" + position + "?deliveries=true").at("/deliveries"))
                .isNotNull());
    }

    @Test
    void tellsTheFateOfAnEvent() {
        String position =
                hub.publish(UUID.randomUUID().toString(), "test.works", "x").at("/position");

        await().untilAsserted(() -> {
            Answer fate = hub.get("/events/" + position + "?deliveries=true");
            assertThat(fate.at("/deliveries/0/subscription")).isEqualTo("fails");
            assertThat(fate.at("/deliveries/0/state")).isEqualTo("no_match");
            assertThat(fate.at("/deliveries/0/why")).contains("test.fails");
            assertThat(fate.at("/deliveries/1/state")).isEqualTo("delivered");
        });
    }

    @Test
    void refusesToForgetASubscriptionThatHasATarget() {
        assertProblem(hub.call("DELETE", "/subscriptions/works", ""), 409, "wrong-state");
        assertProblem(hub.call("DELETE", "/subscriptions/unknown", ""), 404, "not-found");
    }

    @Test
    void showsADeadLetterWithItsHistory() {
        String id = deadLetter();

        Answer letter = hub.get("/dead-letters/" + id);
        assertThat(letter.at("/state")).isEqualTo("dead");
        assertThat(letter.at("/subscription")).isEqualTo("fails");
        assertThat(letter.at("/cause")).isEqualTo("java.lang.IllegalStateException");
        assertThat(letter.at("/message")).contains("not today");
        assertThat(letter.json().at("/history")).isNotEmpty();
        assertThat(hub.get("/dead-letters?subscription=fails&state=dead&type=test.*")
                        .json()
                        .findValuesAsText("id"))
                .contains(id);
        assertThat(hub.get("/dead-letters?subscription=works").json().at("/items"))
                .isEmpty();
        assertThat(hub.get("/dead-letters?cause=http:503").json().at("/items")).isEmpty();
    }

    @Test
    void redrivesADeadLetter() {
        String id = deadLetter();

        Answer redriven = hub.call(
                "POST",
                "/dead-letters/" + id + "/redrive",
                "{\"reason\":\"repaired\"}",
                "Content-Type",
                "application/json");

        assertThat(redriven.status()).as(redriven.toString()).isEqualTo(200);
        assertThat(redriven.at("/state")).isEqualTo("redriving");
        await().untilAsserted(() ->
                assertThat(hub.get("/dead-letters/" + id).at("/state")).isEqualTo("dead"));
        assertThat(hub.get("/dead-letters/" + id).at("/attempts")).isEqualTo("2");
        assertThat(hub.get("/dead-letters/" + id).response().body()).contains("repaired", "http 127.0.0.1");
    }

    @Test
    void discardsADeadLetterOnce() {
        String id = deadLetter();

        assertThat(hub.call("POST", "/dead-letters/" + id + "/discard", "").at("/state"))
                .isEqualTo("discarded");
        assertProblem(hub.call("POST", "/dead-letters/" + id + "/discard", ""), 409, "wrong-state");
        assertProblem(hub.call("POST", "/dead-letters/" + id + "/redrive", ""), 409, "wrong-state");
    }

    @Test
    void ofManyThatDiscardALetterAtOnceOneDoes() {
        String id = deadLetter();

        List<Integer> answers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> hub.call("POST", "/dead-letters/" + id + "/discard", "")
                                .status(),
                        MANY))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertProblem(hub.get("/dead-letters/fails~0-99999"), 404, "not-found");
        assertProblem(hub.get("/dead-letters/x"), 404, "not-found");
        assertProblem(hub.get("/dead-letters?state=gone"), 400, "bad-request");
        assertProblem(
                hub.call("POST", "/dead-letters/" + deadLetter() + "/redrive", "{", "Content-Type", "application/json"),
                400,
                "bad-request");
        assertProblem(hub.get("/rejected/x"), 404, "not-found");
        assertThat(hub.get("/rejected").json().at("/items").isArray()).isTrue();
        assertThat(hub.get("/catalog").json().at("/items").isArray()).isTrue();
    }

    private String rejected(String route, String id, String body) {
        return hub.bean(EventHub.class)
                .rejectedInputs()
                .keep(new RejectedInput(
                        "",
                        RejectedInput.bridge(route),
                        "kafka orders-0-17",
                        "invalid",
                        "no JSON",
                        Map.of("id", id, "trace", new byte[] {'t'}),
                        body.getBytes(StandardCharsets.UTF_8),
                        RejectedInput.Form.BYTES,
                        Instant.EPOCH))
                .join();
    }

    private Answer redrive(String id) {
        return hub.call("POST", "/rejected/" + id + "/redrive", "");
    }

    @Test
    void rejectedInputIsShownWithItsBodyAndForgottenOnDemand() {
        String id = rejected("orders-in", "1", "{\"half");

        assertThat(hub.get("/rejected").json().at("/items").findValuesAsText("id"))
                .contains(id);
        assertThat(hub.get("/rejected/" + id).at("/text")).isEqualTo("{\"half");
        assertThat(hub.get("/rejected/" + id).at("/origin")).isEqualTo("kafka orders-0-17");
        assertThat(hub.get("/rejected/" + id).at("/headers/trace")).isEqualTo("t");

        assertThat(hub.call("POST", "/rejected/" + id + "/discard", "").status())
                .isEqualTo(200);
        assertProblem(hub.get("/rejected/" + id), 404, "not-found");
        assertProblem(hub.call("POST", "/rejected/" + id + "/discard", ""), 404, "not-found");
    }

    @Test
    void rejectedInputThatItsRouteTakesNowIsPublishedAndGone() {
        String event = UUID.randomUUID().toString();
        String id = rejected("takes", event, "{\"amount\":1}");

        Answer redriven = redrive(id);

        assertThat(redriven.status()).as(redriven.toString()).isEqualTo(200);
        assertThat(redriven.at("/id")).isEqualTo(id);
        assertThat(redriven.at("/published/0/id")).isEqualTo(event);
        assertThat(redriven.at("/published/0/source")).isEqualTo("/takes");
        assertThat(redriven.at("/published/0/duplicate")).isEqualTo("false");
        assertThat(hub.get("/events/" + redriven.at("/published/0/position")).at("/data/amount"))
                .isEqualTo("1");
        assertProblem(hub.get("/rejected/" + id), 404, "not-found");
        assertProblem(redrive(id), 404, "not-found");

        String again = rejected("takes", event, "{\"amount\":1}");
        assertThat(redrive(again).at("/published/0/duplicate")).isEqualTo("true");
    }

    @Test
    void rejectedInputThatIsRejectedAgainStaysWithTheCauseOfNow() {
        String id = rejected("takes", UUID.randomUUID().toString(), "{\"amount\":\"much\"}");

        assertProblem(redrive(id), 422, "schema");

        assertThat(hub.get("/rejected/" + id).at("/code")).isEqualTo("schema");
        assertThat(hub.get("/rejected/" + id).at("/message")).contains("amount");
        assertThat(hub.get("/rejected/" + id).at("/time")).isNotEqualTo("1970-01-01T00:00:00Z");
        hub.call("POST", "/rejected/" + id + "/discard", "");
    }

    @Test
    void rejectedInputWithoutItsRouteIsToldTheWayOut() {
        String id = rejected("gone", "1", "x");

        Answer refused = redrive(id);

        assertProblem(refused, 409, "wrong-state");
        assertThat(refused.at("/detail")).contains("route 'gone'", "put it back into the routes folder");
        hub.call("POST", "/rejected/" + id + "/discard", "");
    }

    @Test
    void oneOfTwoRedrivesAtOnceWins() throws Exception {
        String event = UUID.randomUUID().toString();
        String id = rejected("takes", event, "{\"amount\":1}");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CamelContext camel = hub.bean(CamelContext.class);
        RouteInputRedriver real = new RouteInputRedriver(camel);
        hub.bean(EventHub.class).rejectedInputs().redriveWith(input -> CompletableFuture.supplyAsync(() -> {
                    arrived.countDown();
                    join(goOn);
                    return input;
                })
                .thenCompose(real::redrive));
        try {
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> redrive(id));
            join(arrived);

            assertProblem(redrive(id), 409, "wrong-state");
            assertProblem(hub.call("POST", "/rejected/" + id + "/discard", ""), 409, "wrong-state");

            goOn.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
        } finally {
            goOn.countDown();
            hub.bean(EventHub.class).rejectedInputs().redriveWith(real);
        }
    }

    private static void join(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theApiIsDescribed() {
        JsonNode paths = hub.get("/openapi").json().at("/paths");

        assertThat(paths.fieldNames())
                .toIterable()
                .contains(
                        "/events",
                        "/events/{position}",
                        "/events/stream",
                        "/subscriptions/{name}/pause",
                        "/dead-letters/{id}/redrive",
                        "/rejected/{id}/discard",
                        "/rejected/{id}/redrive",
                        "/catalog");
    }
}
