package io.serai.bench.chaos.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a node says about itself and what it keeps, over HTTP. */
public final class NodeApi {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(SOON)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final String http;
    private final String management;

    NodeApi(Place place) {
        http = "http://" + place.host() + ":" + place.httpPort();
        management = "http://" + place.host() + ":" + place.managementPort();
    }

    /** Where events are published. */
    public URI events() {
        return URI.create(http + "/events");
    }

    public boolean ready() {
        try {
            return "UP"
                    .equals(get(management + "/actuator/health/readiness", SOON)
                            .path("status")
                            .asText());
        } catch (IOException notThere) {
            return false;
        }
    }

    /**
     * The cluster as the node sees it.
     *
     * @param members the oldest first
     * @param lowRedundancy partitions with too few copies
     */
    public record View(List<String> members, int lowRedundancy) {}

    /** None where the node does not answer. */
    public Optional<View> cluster() {
        try {
            JsonNode cluster = get(management + "/actuator/cluster", SOON);
            List<String> members = new ArrayList<>();
            cluster.path("nodes").forEach(node -> members.add(node.path("name").asText()));
            return Optional.of(new View(members, cluster.path("lowRedundancy").asInt(-1)));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** What is asked for by a path of the HTTP API, now or not at all. */
    public Optional<JsonNode> ask(String path) {
        try {
            return Optional.of(get(http + path, SOON));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** All items of a list, page after page; the path has a query. */
    public void list(String path, Consumer<JsonNode> items) throws IOException {
        String after = "";
        do {
            JsonNode page = get(http + path + (after.isEmpty() ? "" : "&after=" + after), LONG);
            page.path("items").forEach(items);
            after = page.path("next").isTextual() ? page.path("next").asText() : "";
        } while (!after.isEmpty());
    }

    private JsonNode get(String url, Duration timeout) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(timeout).build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("GET " + url + ": " + response.statusCode() + " " + response.body());
            }
            return json.readTree(response.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }
}
