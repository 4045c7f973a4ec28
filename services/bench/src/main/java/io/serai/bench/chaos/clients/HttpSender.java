package io.serai.bench.chaos.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.bench.chaos.history.Entry.PublishEnded.Answer;
import io.serai.bench.chaos.history.Entry.Transport;
import io.serai.bench.chaos.nodes.Node;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends to one node until that does not take an event; then to the next, and after a while to the first again. */
final class HttpSender implements Sender {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int AWAY = 200;
    private static final int ACCEPTED = 202;

    private final HttpClient client;
    private final List<Node> nodes;
    private final int home;
    private final ObjectMapper json = new ObjectMapper();
    private int current;
    private int sentAway;

    HttpSender(HttpClient client, List<Node> nodes, int home) {
        this.client = client;
        this.nodes = nodes;
        this.home = home;
        this.current = home;
    }

    @Override
    public Transport transport() {
        return Transport.HTTP;
    }

    @Override
    public @Nullable String node() {
        return nodes.get(current).name();
    }

    @Override
    public Receipt send(Message message) throws InterruptedException {
        Receipt receipt = post(nodes.get(current), message);
        if (receipt.answer() != Answer.ACKNOWLEDGED) {
            current = (current + 1) % nodes.size();
            sentAway = 0;
        } else if (current != home && ++sentAway == AWAY) {
            current = home;
            sentAway = 0;
        }
        return receipt;
    }

    private Receipt post(Node node, Message message) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.api().events())
                .timeout(TIMEOUT)
                .header("ce-specversion", "1.0")
                .header("ce-source", message.source())
                .header("ce-id", message.id())
                .header("ce-type", message.type())
                .header("ce-subject", message.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(message.data()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != ACCEPTED) {
                return new Receipt(Answer.REFUSED, response.statusCode(), null, false);
            }
            JsonNode kept = json.readTree(response.body());
            return new Receipt(
                    Answer.ACKNOWLEDGED,
                    ACCEPTED,
                    kept.path("position").asText(),
                    kept.path("duplicate").asBoolean());
        } catch (IOException unknown) {
            return Receipt.failed();
        }
    }

    @Override
    public void close() {
        // the client is shared
    }
}
