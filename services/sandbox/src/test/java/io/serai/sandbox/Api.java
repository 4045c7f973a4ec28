package io.serai.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The HTTP API of the hub, as a stranger calls it. */
final class Api {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    Api(String url) {
        this.url = url;
    }

    record Answer(int status, JsonNode body) {}

    Answer publish(String source, String id, String type, String subject, String data) throws IOException {
        return send(request("/events")
                .header("ce-specversion", "1.0")
                .header("ce-source", source)
                .header("ce-id", id)
                .header("ce-type", type)
                .header("ce-subject", subject)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(data))
                .build());
    }

    Answer post(String path, String body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    JsonNode get(String path) throws IOException {
        Answer answer = send(request(path).GET().build());
        if (answer.status() != 200) {
            throw new IOException("GET %s: %d %s".formatted(path, answer.status(), answer.body()));
        }
        return answer.body();
    }

    /** All events of a search, page after page. */
    List<JsonNode> events(String query) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = get("/events?limit=1000&" + query + (after.isEmpty() ? "" : "&after=" + after));
            page.get("items").forEach(events::add);
            after = page.path("next").asText("");
            if ("null".equals(after)) {
                after = "";
            }
        } while (!after.isEmpty());
        return events;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private JsonNode parse(String body) throws JsonProcessingException {
        return body.isBlank() ? json.createObjectNode() : json.readTree(body);
    }
}
