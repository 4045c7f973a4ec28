package io.serai.bench.chaos.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.bench.chaos.clients.Brokers;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.HistoryWriter;
import io.serai.bench.chaos.nodes.ChaosException;
import io.serai.bench.chaos.nodes.NodeApi;
import io.serai.bench.chaos.nodes.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** When nothing is published any more: waits until all is delivered, and writes down what was kept. */
public final class Aftermath {

    private static final Duration DRAIN = Duration.ofSeconds(180);

    private final HistoryWriter history;
    private final NodeApi api;
    private final List<String> subscriptions;

    /** @param api of any node; each answers for all */
    public Aftermath(HistoryWriter history, NodeApi api, List<String> subscriptions) {
        this.history = history;
        this.api = api;
        this.subscriptions = List.copyOf(subscriptions);
    }

    /** Until the brokers are empty and no subscription has anything before it. */
    public void awaitRest(Brokers brokers) throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        long left = brokers.backlog();
        while (left > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new ChaosException(
                        "the bridges have not taken " + left + " messages within " + DRAIN.toSeconds() + " s");
            }
            Wait.pause(Duration.ofSeconds(1));
            left = brokers.backlog();
        }
        for (String subscription : subscriptions) {
            if (!Wait.until(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), () -> done(subscription))) {
                throw new ChaosException("subscription '" + subscription + "' is not done within " + DRAIN.toSeconds()
                        + " s: "
                        + api.ask("/subscriptions/" + subscription)
                                .map(JsonNode::toString)
                                .orElse("it is not told about"));
            }
        }
    }

    private boolean done(String subscription) {
        return api.ask("/subscriptions/" + subscription)
                .filter(state -> !state.has("incomplete")
                        && state.path("lag").asLong(-1) == 0
                        && state.path("retrying").asLong(-1) == 0
                        && state.path("inFlight").asLong(-1) == 0)
                .isPresent();
    }

    /** The whole log, the dead letters and the rejected input. */
    public void record() throws IOException {
        api.list("/events?type=*&limit=1000", item -> {
            JsonNode event = item.path("event");
            JsonNode data = event.path("data");
            history.write(at -> new Entry.Kept(
                    at,
                    item.path("position").asText(),
                    event.path("source").asText(),
                    event.path("id").asText(),
                    event.path("type").asText(),
                    event.path("subject").isTextual() ? event.path("subject").asText() : null,
                    data.path("n").asLong(-1)));
        });
        api.list(
                "/dead-letters?limit=1000",
                letter -> history.write(at -> new Entry.Parked(
                        at,
                        letter.path("subscription").asText(),
                        letter.path("position").asText(),
                        letter.path("eventId").asText(),
                        letter.path("state").asText())));
        api.list(
                "/rejected?limit=1000",
                input -> history.write(at -> new Entry.Rejected(
                        at,
                        input.path("id").asText(),
                        input.path("origin").asText(),
                        input.path("code").asText() + ": "
                                + input.path("message").asText())));
    }
}
